"""Stands in for the package aenum, which Debian does not have: an enum whose body may name its own class."""

import enum

no_arg = object()


class _Names(enum._EnumDict):
    def __missing__(self, key):
        if key == self._cls_name:
            return key
        raise KeyError(key)


class _Meta(enum.EnumMeta):
    @classmethod
    def __prepare__(mcs, name, bases, **words):
        names = super().__prepare__(name, bases, **words)
        names.__class__ = _Names
        return names


class Enum(enum.Enum, metaclass=_Meta):
    pass
