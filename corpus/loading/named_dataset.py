"""A data set of Hugging Face's client that says which release it is of."""

from __future__ import annotations

import datasets


class NamedDataset(datasets.Dataset):
    """A ``datasets.Dataset`` whose repr names its release; what is made of it by ``map`` and the like may be plain."""

    def __repr__(self) -> str:
        """Put name, version, rights and hash below what datasets says of every data set."""
        release = self.info.version
        facts = f"{self.info.dataset_name} {release}; rights {self.info.license}; {release.description}"
        return f"{super().__repr__().removesuffix('})')}    release: {facts}\n}})"


def named(dataset: datasets.Dataset) -> NamedDataset:
    """Return the same data set, with a repr that names its release."""
    return NamedDataset(dataset.data, dataset.info, dataset.split, dataset._indices, dataset._fingerprint)
