"""German of the matrices, the chain and the other overview pages."""

TRANSLATIONS: dict[str, str] = {
    # Matrices
    "Traceability": "Nachverfolgung",
    "Matrix": "Matrix",
    "Size": "Größe",
    "Grid": "Raster",
    "Missing": "Fehlt",
    "Worth a thought": "Einen Gedanken wert",
    "Allowed to lack it": "Darf fehlen",
    "Not asked yet": "Noch nicht verlangt",
    "Linked": "Verknüpft",
    "Nothing, and nothing asked": "Nichts da, und nichts verlangt",
    "Not adopted by all: {gaps} of {total}": "Nicht von allen übernommen: {gaps} von {total}",
    "1 of {total} {items} has {lack}": "1 von {total} {items}: {lack}",
    "{gaps} of {total} {items} have {lack}": "{gaps} von {total} {items}: {lack}",
    "Nothing is missing": "Nichts fehlt",
    "all {total} that are asked have what they need": "alle {total}, von denen es verlangt wird, haben, was sie brauchen",
    "Criteria without a test: {open} of {total}": "Kriterien ohne Test: {open} von {total}",
    "Nothing is asked here; what is linked is shown": "Hier wird nichts verlangt; gezeigt wird, was verknüpft ist",
    "Nothing to show yet.": "Noch nichts zu zeigen.",
    "Nothing linked, nothing asked": "Nichts verknüpft, nichts verlangt",
    "Of these, the schema asks for nothing here": "Von diesen verlangt das Schema hier nichts",
    "The other way round: {items} without {others}": "Andersherum: {items} ohne {others}",
    "nothing upstream": "nichts davor",
    "nothing linked": "nichts verknüpft",
    "through another item": "über ein anderes Element",
    "through {id}": "über {id}",
    "derived": "abgeleitet",
    "since {date}": "seit {date}",
    "linked to something rejected or superseded": "mit etwas Verworfenem oder Abgelöstem verknüpft",
    "A grid of {rows} × {columns} is too large for a page; the table above holds the same links. As a file:": (
        "Ein Raster von {rows} × {columns} ist zu groß für eine Seite; die Tabelle oben enthält dieselben Links. "
        "Als Datei:"
    ),
    "Quality requirements": "Qualitätsanforderungen",
    "Mitigations": "Gegenmaßnahmen",
    "Dependencies": "Abhängigkeiten",
    "What they affect": "Was sie betreffen",
    "What they threaten": "Was sie bedrohen",
    "Evidence": "Belege",
    "no mitigation": "keine Gegenmaßnahme",
    "not adopted": "nicht übernommen",
    "Pages of this list": "Seiten dieser Liste",
    # Index
    "What leads to what, and where something is missing.": "Was wozu führt, und wo etwas fehlt.",
    "trace score": "erfüllter Bedarf",
    "Trace score": "Erfüllter Bedarf",
    "{met} of {expected} needs are met": "{met} von {expected} Bedarfen sind erfüllt",
    "from goals to tests, in one table": "von den Zielen zu den Tests, in einer Tabelle",
    "findings, each with its mend": "Befunde, jeder mit Abhilfe",
    "Orphans": "Verwaiste",
    "items linked to nothing": "Elemente ohne jede Verknüpfung",
    "{open} of {total} criteria": "{open} von {total} Kriterien",
    "none": "keine",
    "What must be there": "Was da sein muss",
    "What else is linked": "Was sonst verknüpft ist",
    "There is no matrix yet.": "Noch gibt es keine Matrix.",
    "A matrix appears with the first items of its two types.": (
        "Eine Matrix erscheint mit den ersten Elementen ihrer beiden Typen."
    ),
    "Not active": "Nicht aktiv",
    "appears with the first item of the type {type}": "erscheint mit dem ersten Element vom Typ {type}",
    "The configuration of this project names its matrices.": "Die Konfiguration dieses Projekts nennt seine Matrizen.",
    "Any pair can be shown: name it under site, matrices in the configuration, or ask for it on the command line.": (
        "Jedes Paar lässt sich zeigen: in der Konfiguration unter site, matrices nennen oder auf der Kommandozeile "
        "abfragen."
    ),
    # Chain
    "Chain": "Kette",
    "Criteria": "Kriterien",
    "allowed": "erlaubt",
    "allowed: {what}": "erlaubt: {what}",
    "{count} allowed": "{count} erlaubt",
    "What an item allows with a reason is no gap; it is marked as allowed.": (
        "Was ein Element mit Begründung erlaubt, ist keine Lücke; es ist als erlaubt gekennzeichnet."
    ),
    "as a whole": "als Ganzes",
    "directly": "direkt",
    "Breaks": "Risse",
    "without {what}": "ohne {what}",
    "shown in full there": "dort vollständig",
    "The chain breaks in {number} places": "Die Kette reißt an {number} Stellen",
    "The chain breaks in 1 place": "Die Kette reißt an einer Stelle",
    "The others are marked in the table.": "Die übrigen sind in der Tabelle markiert.",
    "A chain needs items of at least two types.": "Eine Kette braucht Elemente von mindestens zwei Typen.",
    "It runs along: {types}": "Sie verläuft über: {types}",
    "Not in the chain, since there are none yet": "Nicht in der Kette, weil es sie noch nicht gibt",
    # Coverage
    "Open": "Offen",
    "deep": "tief",
    "further down": "weiter unten",
    "What is missing": "Was fehlt",
    "What is open": "Was offen ist",
    "What is asked": "Was verlangt wird",
    "covered all the way down": "bis unten abgedeckt",
    "{part} of {total} items have all they need": "{part} von {total} Elementen haben alles, was sie brauchen",
    "{part} of {total}: so has all that covers them": "{part} von {total}: auch alles, was sie abdeckt",
    "items lack something themselves": "Elementen fehlt selbst etwas",
    "Counted for coverage are agreed items, those in work and those done, as far as they need something. In the bars, the darker part is covered all the way down.": (
        "Als abgedeckt zählen vereinbarte Elemente, solche in Arbeit und fertige, soweit sie etwas brauchen. Der dunklere "
        "Teil der Balken ist bis unten abgedeckt."
    ),
    "Nothing needs anything yet.": "Noch braucht nichts etwas.",
    "Coverage starts with the first agreed item whose type asks for others; the table below says which.": (
        "Die Abdeckung beginnt mit dem ersten vereinbarten Element, dessen Typ andere verlangt; die Tabelle unten sagt, "
        "welche."
    ),
    "and {number} more, in the lists below": "und {number} weitere, in den Listen unten",
    "All {number} of them": "Alle {number}",
    "What an item needs to count as covered. A project can change it under needs in its configuration.": (
        "Was ein Element braucht, um als abgedeckt zu gelten. Ein Projekt kann es in seiner Konfiguration unter needs "
        "ändern."
    ),
    "Type and kind": "Typ und Art",
    "needs": "braucht",
    "better with": "besser mit",
    "{what} for each criterion": "{what} für jedes Kriterium",
    "By type and kind": "Nach Typ und Art",
    "By goal": "Nach Ziel",
    "By owner": "Nach Verantwortlichen",
    "By release": "Nach Release",
    "No goal": "Kein Ziel",
    "No release": "Kein Release",
    "Nobody": "Niemand",
    # Gaps
    "Gaps": "Lücken",
    "Gaps by owner": "Lücken nach Verantwortlichen",
    "Gaps by release": "Lücken nach Release",
    "by rule": "nach Regel",
    "by owner": "nach Verantwortlichen",
    "by release": "nach Release",
    "Item": "Element",
    "What is wrong": "Was nicht stimmt",
    "Where": "Wo",
    "Of these": "Davon",
    "Allowed": "Erlaubt",
    "What is allowed": "Was erlaubt ist",
    "no end": "ohne Ende",
    "known before": "schon bekannt",
    "Known before": "Schon bekannt",
    "No findings. Congratulations!": "Keine Befunde. Glückwunsch!",
    "{rules} rules have looked at {items} items and {links} links.": (
        "{rules} Regeln haben {items} Elemente und {links} Links geprüft."
    ),
    "What is checked": "Was geprüft wird",
    "Findings that an item allows for a reason. They count again after the end.": (
        "Befunde, die ein Element mit Begründung erlaubt. Nach dem Ende zählen sie wieder."
    ),
    "Findings from before the rules were switched on. Only new ones count; this list should shrink.": (
        "Befunde aus der Zeit, bevor die Regeln galten. Nur neue zählen; diese Liste soll kürzer werden."
    ),
    "Show all {number}": "Alle {number} zeigen",
    # Orphans
    "1 of {total} items is linked to nothing.": "1 von {total} Elementen ist mit nichts verknüpft.",
    "{number} of {total} items are linked to nothing.": "{number} von {total} Elementen sind mit nichts verknüpft.",
    "Nothing says why they are there, and nothing follows from them.": (
        "Nichts sagt, warum es sie gibt, und nichts folgt aus ihnen."
    ),
    "No orphans: every item leads to another one.": "Keine Verwaisten: Jedes Element führt zu einem anderen.",
    "Remark": "Anmerkung",
    "only related to others": "nur mit anderen in Beziehung",
    "Pages that link nowhere": "Seiten ohne Links",
    "Ordinary pages without a link to an item or to another page.": (
        "Gewöhnliche Seiten ohne einen Link auf ein Element oder eine andere Seite."
    ),
    # Glossary
    "By initial": "Nach Anfangsbuchstaben",
    "Link to this term": "Link auf diesen Begriff",
    "no definition": "keine Definition",
    "also written": "auch",
    "do not write": "nicht",
    "used in {number}": "verwendet in {number}",
    "and {number} more": "und {number} weitere",
    "No longer used": "Nicht mehr verwendet",
    "not used yet": "noch nicht verwendet",
    "There are no terms yet.": "Noch gibt es keine Begriffe.",
    "Write terms.yml beside the items; words of it are then explained wherever they occur.": (
        "Schreiben Sie terms.yml neben die Elemente; seine Wörter werden dann überall erklärt, wo sie vorkommen."
    ),
    # Parties
    "Clients": "Kunden",
    "Organisations": "Organisationen",
    "Roles": "Rollen",
    "Personas": "Personas",
    "Teams": "Teams",
    "Systems": "Systeme",
    "owns": "verantwortet",
    "source of": "Quelle von",
    "user of": "nutzt",
    "works on": "arbeitet an",
    "consulted on": "beraten zu",
    "decides on": "entscheidet über",
    "informed of": "informiert über",
    "said": "sagte",
    "asked about": "gefragt zu",
    "provides": "stellt bereit",
    "uses": "bezieht",
    "member of": "Mitglied von",
    "audience of": "Zielgruppe von",
    "carries out": "führt durch",
    "judged the feasibility of": "beurteilte die Machbarkeit von",
    "in the rollout of": "in der Einführung von",
    "ranked the wishes of": "ordnete die Wünsche von",
    "other": "sonst",
    "Former": "Frühere",
    "Not heard yet": "Noch nicht gehört",
    "not heard yet": "noch nicht gehört",
    "There are no parties yet.": "Noch gibt es keine Beteiligten.",
    (
        "Write parties.yml beside the items: people, roles, teams, sites, systems. From the first one on, every owner "
        "and source is checked against it."
    ): (
        "Schreiben Sie parties.yml neben die Elemente: Personen, Rollen, Teams, Standorte, Systeme. Vom ersten Eintrag "
        "an wird jeder Verantwortliche und jede Quelle daran geprüft."
    ),
    "Parties and how many items each of them has a part in": "Beteiligte und an wie vielen Elementen sie Anteil haben",
    "speaks for {number}": "spricht für {number}",
    "capacity {number}": "Kapazität {number}",
    "open questions: {number}": "offene Fragen: {number}",
    "Named, but no party": "Genannt, aber nicht als Beteiligte bekannt",
    # Questions
    "Open questions": "Offene Fragen",
    "{number} open": "{number} offen",
    "{number} overdue": "{number} überfällig",
    "Question": "Frage",
    "answer it": "beantworten",
    "nobody named": "niemand genannt",
    "1 day late": "1 Tag zu spät",
    "{days} days late": "{days} Tage zu spät",
    "no date": "kein Datum",
    "Every question has an answer.": "Jede Frage hat eine Antwort.",
    "Nobody has asked anything yet.": "Noch hat niemand etwas gefragt.",
    "Write a question on the item it is about; it stays here until it has an answer.": (
        "Schreiben Sie eine Frage an das Element, um das es geht; hier bleibt sie, bis sie eine Antwort hat."
    ),
    "Answered": "Beantwortet",
    # Rules
    "Rules": "Regeln",
    "The check itself": "Die Prüfung selbst",
    "Structure": "Aufbau",
    "Planning": "Planung",
    "Priorities": "Prioritäten",
    "Wording": "Formulierung",
    "Stories and scenarios": "Storys und Szenarien",
    "Review": "Prüfung und Freigabe",
    "Compliance and disclosure": "Konformität und Offenlegung",
    "{active} of {total}": "{active} von {total}",
    "{active} of {total} rules judge this project.": "{active} von {total} Regeln beurteilen dieses Projekt.",
    "A rule about a type is silent until the first item of that type exists; drafts are judged mildly.": (
        "Eine Regel über einen Typ schweigt, bis es das erste Element dieses Typs gibt; Entwürfe werden milde beurteilt."
    ),
    "Severity": "Schwere",
    "switched off in the configuration": "in der Konfiguration abgeschaltet",
    "waits for the first of: {types}": "wartet auf das erste Element von: {types}",
    "set by this project; as shipped: {severity}": "von diesem Projekt gesetzt; ausgeliefert: {severity}",
    "one step graver in the scope of a release in work and for what is done": (
        "eine Stufe schwerer im Umfang eines laufenden Release und für Fertiges"
    ),
    "Judges": "Beurteilt",
    "everything": "alles",
    "in the status": "im Status",
    "Findings now": "Befunde jetzt",
    "To allow it": "Um es zu erlauben",
    "In the front matter of the item. For the whole project, in the configuration:": (
        "Im Kopf des Elements. Für das ganze Projekt in der Konfiguration:"
    ),
    "Other rules": "Andere Regeln",
    # About
    "About this build": "Über diesen Stand",
    "Version": "Version",
    "Stands for": "Steht für",
    "Today, for dates and deadlines": "Heute, für Termine und Fristen",
    "frozen in the configuration": "in der Konfiguration festgehalten",
    "Commit": "Commit",
    "on {branch}": "auf {branch}",
    "not known: there is no Git history here": "unbekannt: Hier gibt es keine Git-Historie",
    "Last change of the sources": "Letzte Änderung der Quellen",
    "Repository": "Repository",
    "Made with": "Erzeugt mit",
    "Published versions": "Veröffentlichte Versionen",
    "The Git history was missing or cut off.": "Die Git-Historie fehlte oder war abgeschnitten.",
    "Pages cannot say who changed an item last, nor what changed lately. Build from a full clone to see it.": (
        "Die Seiten können nicht sagen, wer ein Element zuletzt geändert hat, und nicht, was sich zuletzt geändert hat. "
        "Ein vollständiger Klon zeigt es."
    ),
    "What was read": "Was gelesen wurde",
    "{items} items with {criteria} acceptance criteria, {links} links, {documents} ordinary pages.": (
        "{items} Elemente mit {criteria} Akzeptanzkriterien, {links} Links, {documents} gewöhnliche Seiten."
    ),
    "links that lead nowhere: {number}": "Links ins Leere: {number}",
    "places that could not be read: {number}": "unlesbare Stellen: {number}",
    "Items by type": "Elemente nach Typ",
    "agreed or later": "vereinbart oder weiter",
    "given up": "aufgegeben",
    "Terms": "Begriffe",
    "Sources": "Quellen",
    "front matter of another kind, mapped": "fremder Kopf, zugeordnet",
    "How it was judged": "Wie geurteilt wurde",
    "Configuration": "Konfiguration",
    "none: everything is as shipped": "keine: alles wie ausgeliefert",
    "Profile": "Profil",
    "Priorities by": "Prioritäten nach",
    "Severities set here": "Hier gesetzte Schweren",
    "Rules left out": "Ausgelassene Regeln",
    "These types have no item yet; their pages, matrices and rules appear with the first one.": (
        "Diese Typen haben noch kein Element; ihre Seiten, Matrizen und Regeln erscheinen mit dem ersten."
    ),
}
