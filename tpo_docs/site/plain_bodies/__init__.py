"""Pages that hold nothing but plain Markdown, rendered without the machinery of Python-Markdown: the same, sooner.

Most bodies are paragraphs, headings, short lists, a word in bold, beside blocks of our own that Markdown never sees.
Such a page is put together here block by block. Whatever is not of the few shapes that this package knows leaves the page
to Python-Markdown, and so does an extension that might make something else of them; headings are Python-Markdown's own
work, done once for each wording. A property test holds what comes out equal to what Python-Markdown makes.
"""

from tpo_docs.site.plain_bodies.bodies import PlainBodies

__all__ = ["PlainBodies"]
