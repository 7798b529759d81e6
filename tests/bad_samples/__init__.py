"""What each rule must refuse, in the invented handbook of tests/handbook.

A sample is (rule, file, pattern, replacement): the first match of the pattern is replaced. The
problem stands on the first line that changed; or on the line that begins with the fifth item, in
the file that the sixth names.
"""

from bad_samples import (
    changes,
    characters,
    consequences,
    cross_checks,
    evidence,
    facts,
    files,
    pages,
    trees,
    words,
)

SAMPLES = [
    *files.SAMPLES,
    *facts.SAMPLES,
    *words.SAMPLES,
    *characters.SAMPLES,
    *pages.SAMPLES,
    *cross_checks.SAMPLES,
    *evidence.SAMPLES,
    *consequences.SAMPLES,
]
TREES = [*trees.TREES, *changes.TREES, *evidence.TREES]
