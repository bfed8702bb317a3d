"""What of zeroc-ice 3.6.5 has to be written differently for Python 3.11, 3.12 and 3.13.

Its C++ uses parts of CPython's interface that are gone: see "What's New" of 3.11 (eval.h, PyThreadState.frame),
3.12 (module imp) and 3.13 (PyEval_CallObject, PyObject_AsReadBuffer).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_BRIDGE = """
//
// CPython 3.13 has neither of these any more.
//
#if PY_VERSION_HEX >= 0x030D0000
#   define PyEval_CallObject(callable, arguments) PyObject_CallObject((callable), (arguments))

//
// The bytes stay where they are as long as the object lives: it is held by the caller, as with the old function.
//
static inline int
PyObject_AsReadBuffer(PyObject* object, const void** bytes, Py_ssize_t* size)
{
    Py_buffer view;
    if(PyObject_GetBuffer(object, &view, PyBUF_SIMPLE) != 0)
    {
        return -1;
    }
    *bytes = view.buf;
    *size = view.len;
    PyBuffer_Release(&view);
    return 0;
}
#endif

#endif
"""


class EditFailed(Exception):
    """The sources are not those that the edits were written for."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`anchor` must occur exactly `times` times in the file."""

    file: str
    anchor: str
    replacement: str
    times: int = 1

    def apply(self, folder: Path) -> None:
        """Raises EditFailed."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.anchor) != self.times:
            raise EditFailed(
                f"{self.file} is not as expected: {self.anchor.strip()!r} is not there {self.times} time(s)."
            )
        path.write_text(text.replace(self.anchor, self.replacement), encoding="utf-8")


EDITS = (
    Edit("src/Slice.cpp", "#include <eval.h>\n", ""),
    Edit("src/Util.cpp", "PyThreadState_GET()->frame", "PyEval_GetFrame()"),
    Edit("lib/Ice.py", "import sys, string, imp, os,", "import sys, string, types, os,"),
    Edit("lib/Ice.py", "imp.new_module(curr)", "types.ModuleType(curr)"),
    Edit(
        "src/Config.h",
        "#define STRCAST(s) const_cast<char*>(s)\n\n#endif\n",
        "#define STRCAST(s) const_cast<char*>(s)\n" + _BRIDGE,
    ),
)


def apply_all(folder: Path) -> None:
    """Raises EditFailed; then some files may be changed already, so that the folder is of no use."""
    for edit in EDITS:
        edit.apply(folder)
