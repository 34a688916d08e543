"""SnelStart's own words for its error codes, in Dutch.

The meaning of each code is SnelStart's portal (2026-05). The wording of the codes seen
most often is SnelStart's; that of the others follows the meaning. A client must look at
the code only, for the text may carry a note.
"""

from typing import Final

_ALG: Final = {
    "ALG-0100": "Het id moet leeg zijn",
    "ALG-0101": "Het id in de url komt niet overeen met het id in de body",
    "ALG-0103": "Het id is niet geldig",
    "ALG-0104": "Ongeldig OData filter",
    "ALG-0106": "De request bevat geen gegevens",
}

_BOE: Final = {
    "BOE-0001": "De boeking kon niet worden gevonden",
    "BOE-0008": "De grootboekrekening is verwijderd of niet actief",
    "BOE-0019": "De kostenplaats kon niet worden gevonden",
    "BOE-0021": "Het factuurnummer bestaat al",
    "BOE-0022": "Een kostenplaats is verplicht voor deze grootboekrekening",
    "BOE-0023": "Er zijn geen boekingsregels",
    "BOE-0026": "De kostenplaats is niet actief",
    "BOE-0028": "Het bedrag van een boekingsregel mag niet nul zijn",
    "BOE-0033": "De datum ligt meer dan 5 jaar voor het huidige boekjaar",
    "BOE-0037": "Een grootboekrekening kon niet worden gevonden",
    "BOE-0039": "De boeking is niet in balans",
    "BOE-0042": "De boekdatum ligt in een geblokkeerde periode",
    "BOE-0046": "De boeking is gekoppeld aan een btw-aangifte",
    "BOE-0047": "De boeking is gekoppeld aan een verkoopfactuur met betalingen",
    "BOE-0052": "Voor een incasso is een IBAN verplicht",
    "BOE-0054": "De relatie is verwijderd of niet actief",
    "BOE-0055": "Incasso is voor deze klant niet toegestaan",
    "BOE-0056": "De omschrijving van de machtiging mag maximaal 50 tekens bevatten",
    "BOE-0057": "Het kenmerk van de machtiging mag maximaal 50 tekens bevatten",
    "BOE-0058": "Het factuurnummer is verplicht en mag maximaal 25 tekens bevatten.",
    "BOE-0060": "De opgegeven relatie is geen klant.",
    "BOE-0061": "De grootboekrekening is hier niet toegestaan",
    "BOE-0062": "Btwverlegd mag niet worden gecombineerd met andere btwsoorten.",
    "BOE-0063": "Het kenmerk van de machtiging bestaat al",
    "BOE-0064": "Een doorlopende en een eenmalige machtiging gaan niet samen",
    "BOE-0066": "De doorlopende machtiging hoort bij een andere klant",
    "BOE-0068": "Het boekstuk mag maximaal 25 tekens bevatten",
    "BOE-0069": "De opgegeven BTW is niet geldig",
    "BOE-0070": "De boekdatum is niet geldig",
    "BOE-0071": "De omschrijving mag maximaal 250 tekens bevatten",
    "BOE-0075": "Een memoriaal- of balansdagboek mag niet in een regel voorkomen",
    "BOE-0079": "De doorlopende machtiging is ingetrokken",
    "BOE-0080": (
        "Voor deze klant is boeken op een omzetrekening voor EU niet toegestaan."
    ),
    "BOE-0081": "Er is geen grootboekrekening met de benodigde functie",
    "BOE-0082": (
        "Een btw-soort ontbreekt, of komt niet overeen met de btwsoort van de "
        "grootboekrekening."
    ),
    "BOE-0083": "De factuur kan niet worden verwijderd omdat er betalingen zijn.",
}

_REL: Final = {
    "REL-0001": "De relatiesoort mag niet 'geen' zijn",
    "REL-0002": "Aanmaningen zijn alleen mogelijk voor een klant",
    "REL-0003": "De krediettermijn moet tussen -365 en 1000 liggen",
    "REL-0004": "Factuurkorting is alleen mogelijk voor een klant",
    "REL-0005": "Relatie niet gevonden",
    "REL-0006": "Het KvK-nummer is niet geldig",
    "REL-0007": "Naam moet gevuld zijn",
    "REL-0008": "Relatiecode reeds in gebruik",
    "REL-0009": "Een IBAN is verplicht bij bankieren of incasso",
    "REL-0010": "De BIC is niet geldig",
    "REL-0011": "De IBAN is niet geldig",
    "REL-0012": "Het mobiele telefoonnummer mag maximaal 25 tekens bevatten",
    "REL-0013": "Het telefoonnummer mag maximaal 25 tekens bevatten",
    "REL-0014": "Bankieren is alleen mogelijk voor een leverancier",
    "REL-0015": "De website is geen geldige url",
    "REL-0016": "Een incassosoort is alleen mogelijk voor een klant",
    "REL-0017": "De factuurrelatie kon niet worden gevonden",
    "REL-0018": "De factuurrelatie is geen klant",
    "REL-0020": "Vestigingsadres: de straat mag maximaal 50 tekens bevatten",
    "REL-0021": "Vestigingsadres: de postcode mag maximaal 25 tekens bevatten",
    "REL-0022": "Vestigingsadres: de plaats mag maximaal 50 tekens bevatten",
    "REL-0023": "Vestigingsadres: de contactpersoon mag maximaal 50 tekens bevatten",
    "REL-0025": "Correspondentieadres: de straat mag maximaal 50 tekens bevatten",
    "REL-0026": "Correspondentieadres: de postcode mag maximaal 25 tekens bevatten",
    "REL-0027": "Correspondentieadres: de plaats mag maximaal 50 tekens bevatten",
    "REL-0028": (
        "Correspondentieadres: de contactpersoon mag maximaal 50 tekens bevatten"
    ),
    "REL-0029": "E-mailadres voor aanmaningen is verplicht",
    "REL-0030": "E-mailadres voor aanmaningen is niet geldig",
    "REL-0032": "E-mailadres voor facturen is verplicht",
    "REL-0033": "E-mailadres voor facturen is niet geldig",
    "REL-0038": "E-mailadres voor bevestigingen is verplicht",
    "REL-0039": "E-mailadres voor bevestigingen is niet geldig",
    "REL-0044": "E-mailadres voor offertes is verplicht",
    "REL-0045": "E-mailadres voor offertes is niet geldig",
    "REL-0047": "Het id in de url komt niet overeen met het id in de body",
    "REL-0048": "De relatiesoort 'eigen' is niet toegestaan",
    "REL-0049": "De relatie heeft facturen en kan niet worden verwijderd",
    "REL-0052": "De relatie is een factuurrelatie en kan niet worden verwijderd",
    "REL-0055": "Het land van het correspondentieadres kon niet worden gevonden",
    "REL-0056": "Het land van het vestigingsadres kon niet worden gevonden",
    "REL-0057": "Het btw-nummer mag maximaal 50 tekens bevatten",
    "REL-0058": "Het btw-nummer moet minimaal 2 tekens bevatten",
    "REL-0059": "Het btw-nummer mag alleen letters en cijfers bevatten",
    "REL-0060": "Het vestigingsadres moet volledig gevuld zijn, of helemaal niet",
    "REL-0061": "Het e-mailadres is niet geldig",
    "REL-0062": "Een kredietlimiet is alleen mogelijk voor een klant",
    "REL-0063": "Het id moet leeg zijn",
    "REL-0064": "De relatiesoort kan niet worden gewijzigd",
    "REL-0065": "Een relatie kan niet zowel klant als leverancier zijn",
    "REL-0067": "De interne leverancier kan niet worden verwijderd",
    "REL-0084": "E-mailadressen moeten met een ; worden gescheiden",
    "REL-0085": "Het e-mailadres mag maximaal 250 tekens bevatten",
    "REL-0086": "Het OIN moet uit 20 cijfers bestaan",
    "REL-0087": "Het land van het btw-nummer is niet het land van het adres",
    "REL-0088": "Het opgegeven nummer is geen geldig btw-nummer",
    "REL-0089": "E-mailadres voor offerteaanvragen is verplicht",
    "REL-0090": "E-mailadres voor offerteaanvragen is niet geldig",
    "REL-0096": "E-mailadres voor bestellingen is verplicht",
    "REL-0097": "E-mailadres voor bestellingen is niet geldig",
    "REL-0103": "De interne klant kan niet worden verwijderd",
}

TEXTS: Final = {**_ALG, **_BOE, **_REL}
