"""German of approvals and changes."""

TRANSLATIONS: dict[str, str] = {
    "Approvals": "Freigaben",
    "What it says": "Was sie sagen",
    "wants changes": "möchte Änderungen",
    "wanted changes to an earlier text": "wollte Änderungen an einem früheren Text",
    "approves this text": "gibt diesen Text frei",
    "approved an earlier text": "hat einen früheren Text freigegeben",
    "Changed in wording only": "Nur im Wortlaut geändert",
    "Not yet approved by": "Noch nicht freigegeben von",
    "anybody": "irgendjemandem",
    "changed since {on}": "geändert seit {on}",
}
