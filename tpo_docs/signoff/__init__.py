"""Sign-off without Git: packs that a party reads, fills in and sends back, and what comes of the answers."""
