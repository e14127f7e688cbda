"""Jinja as `render` uses it: what it prints is what Jinja prints, with less work for each value and none for compiling.

What is compiled of our own templates is kept where Python keeps what it compiles of our own modules, with the same
trust, and never in a project: code is only run from where the program is. Templates of a project are compiled anew.
"""

from __future__ import annotations

import importlib.util
import marshal
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import blake2b
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar, cast

import markupsafe
from jinja2 import BytecodeCache, Environment, Template
from jinja2.bccache import Bucket
from jinja2.filters import do_mark_safe
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Undefined, new_context
from jinja2.runtime import Macro as JinjaMacro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup as SafeText
from markupsafe import escape as escape_any

from tpo_docs.words import Words

_RUNTIME = "from jinja2.runtime import "
_INSTEAD = f"; from {__name__} import Macro, Markup, escape"
_DIGEST = 16
_FORMAT = "tpo-docs/compiled/1"

_escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape_any)
Markup: Callable[[str], SafeText] = partial(str.__new__, SafeText)
"""A joined text that is HTML; Jinja's code asks for nothing else."""


def shipped_templates() -> Path:
    """The folder of the shipped templates: in the wheel, or beside the package in a checkout."""
    inside = Path(str(resources.files("tpo_docs"))) / "templates"
    return inside if inside.is_dir() else inside.parent.parent / "templates"


def escape(value: Any) -> str:
    """A value as it is printed: for a text, all that `markupsafe.escape` does but to say that it is HTML, since what is
    printed is only joined."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)
    if kind is int:
        return str(value)
    if kind is Undefined:  # of a condition without `else`, which does not hold
        return ""
    return value if kind is SafeText else escape_any(value)


class Macro(JinjaMacro):
    """A macro whose arguments are put in their places without the rest that Jinja allows for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._simple = not (self.caller or self.catch_kwargs or self.catch_varargs or self._environment.is_async)

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        """What it prints."""
        given = len(args)
        if not self._simple or given > self._argument_count or (args and isinstance(args[0], EvalContext)):
            return super().__call__(*args, **kwargs)
        if given < self._argument_count:
            names = self.arguments[given:]
            rest = [kwargs.pop(name, missing) for name in names] if kwargs else [missing] * len(names)
            if kwargs:  # names that it does not have: Jinja says so
                known = zip(names, rest, strict=True)
                return super().__call__(*args, **kwargs, **{name: one for name, one in known if one is not missing})
            args = (*args, *rest)
        elif kwargs:
            return super().__call__(*args, **kwargs)
        printed = self._func(*args)
        return Markup(printed) if self._default_autoescape and type(printed) is not SafeText else printed


class _Context(Context):
    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What is called most, macros and words, never asks for the context."""
        if type(called) is Macro or type(called) is Words:
            if kwargs:
                kwargs.pop("_loop_vars", None)
                kwargs.pop("_block_vars", None)
            return called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


class _Template(Template):
    def new_context(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - as Jinja calls it
        shared: bool = False,  # noqa: FBT001, FBT002 - as Jinja asks
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - as Jinja calls it
    ) -> Context:
        """The names that the template may use: those of all templates are put together at once, and not one by one."""
        if not shared:
            chain = getattr(self.globals, "maps", (self.globals,))
            names: dict[str, Any] = {}
            for some in reversed(chain):
                names.update(some)
            names.update(vars or {})
            return new_context(self.environment, self.name, self.blocks, names, True, self.globals, locals)
        return new_context(self.environment, self.name, self.blocks, vars, shared, self.globals, locals)

    def _get_default_module(self, ctx: Context | None = None) -> Any:  # noqa: ARG002 - as Jinja asks
        """An imported template: all have the same globals, so that none has to be made for those of another."""
        return super()._get_default_module(None)


class _Bucket(Bucket):
    place: tuple[str, str, str | None] = ("", "", None)
    path: Path | None = None


class Compiled(BytecodeCache):
    """Compiled templates, by all that they are compiled from; those below the folders of programs not in this process only.

    The sandbox compiles calls differently, so what is compiled for it is of another kind.
    """

    known: ClassVar[dict[tuple[str, str, str | None], tuple[str, CodeType]]] = {}
    """What this process has compiled, by kind, name and file, each in its newest text."""

    def __init__(self, kind: str, *folders: Path) -> None:
        self._kind = kind
        self._folders = folders

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Where the compiled template is kept, with its code where that is known."""
        versions = f"{version('jinja2')} {version('markupsafe')} {importlib.util.MAGIC_NUMBER.hex()}"
        basis = "\0".join(
            (_FORMAT, versions, self._kind, _INSTEAD, _compiles(environment), name, filename or "", source)
        )
        bucket = _Bucket(environment, name, blake2b(basis.encode("utf-8", "surrogatepass")).hexdigest())
        bucket.place = self._kind, name, filename
        checksum, code = self.known.get(bucket.place, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
            return bucket
        bucket.path = self._path(filename)
        self.load_bytecode(bucket)
        return bucket

    def _path(self, filename: str | None) -> Path | None:
        for number, folder in enumerate(self._folders):
            if filename is not None and Path(filename).is_relative_to(folder):
                name = Path(filename).relative_to(folder).as_posix().replace("/", "-").replace(".", "_")
                return beside(f"template-{number or ''}{name}-{self._kind}.py")
        return None

    def load_bytecode(self, bucket: Bucket) -> None:
        """Reads the code if it is whole and was compiled from the same."""
        path = cast(_Bucket, bucket).path
        try:
            kept = path.read_bytes() if path is not None else b""
        except OSError:
            return
        if kept[:_DIGEST] == _mark(bucket, kept[_DIGEST:]):
            bucket.code = cast(CodeType, marshal.loads(kept[_DIGEST:]))  # as Python does beside it
            self.known[cast(_Bucket, bucket).place] = bucket.checksum, bucket.code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps the code; where that cannot be, it is compiled again next time."""
        if bucket.code is None:
            return
        self.known[cast(_Bucket, bucket).place] = bucket.checksum, bucket.code
        path = cast(_Bucket, bucket).path
        if path is None or sys.dont_write_bytecode:
            return
        code = marshal.dumps(bucket.code)
        write_kept(path, _mark(bucket, code) + code)


def beside(name: str) -> Path | None:
    """Where Python would keep what it compiles of a module of this name beside ours; None where it keeps nothing."""
    try:
        return Path(importlib.util.cache_from_source(str(Path(__file__).with_name(name))))
    except NotImplementedError:
        return None


def write_kept(path: Path, data: bytes) -> None:
    """Writes a file that can be done without, in one step, where that is possible."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(data)
        new.replace(path)
    except OSError:
        _forget(new)


def _compiles(environment: Environment) -> str:
    """What of an environment makes a difference to what it compiles."""
    options = (
        environment.autoescape, environment.optimized, environment.trim_blocks, environment.lstrip_blocks,
        environment.keep_trailing_newline, environment.newline_sequence, environment.undefined.__name__,
    )  # fmt: skip
    called = (
        sorted((name, str(getattr(one, "jinja_pass_arg", ""))) for name, one in known.items())
        for known in (environment.filters, environment.tests)
    )
    return repr((options, sorted(environment.extensions), *called))


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _mark(bucket: Bucket, code: bytes) -> bytes:
    return blake2b(code, digest_size=_DIGEST, key=bytes.fromhex(bucket.checksum)).digest()


def _generated(code: str) -> str:
    """The code of a template with our own macros and escaping; its lines stay where they are."""
    first, line_break, rest = code.partition("\n")
    return f"{first}{_INSTEAD}{line_break}{rest}" if first.startswith(_RUNTIME) else code


class OurEnvironment(Environment):
    """For templates of ours alone."""

    context_class = _Context
    template_class = _Template

    def _generate(self, *args: Any, **kwargs: Any) -> str:
        return _generated(super()._generate(*args, **kwargs))


class SandboxedEnvironment(OurEnvironment, ImmutableSandboxedEnvironment):
    """For templates of a project, with ours."""


def environment(*, sandboxed: bool, **options: Any) -> Environment:
    """An environment whose templates are not read again once they are; with a sandbox where a project has its own."""
    kind: type[Environment] = SandboxedEnvironment if sandboxed else OurEnvironment
    code = Compiled("sandboxed" if sandboxed else "plain", shipped_templates())
    made = kind(auto_reload=False, bytecode_cache=code, **options)
    made.filters["safe"] = _safe
    return made


def _safe(value: Any) -> SafeText:
    return Markup(value) if type(value) is str else do_mark_safe(value)
