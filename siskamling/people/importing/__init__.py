"""A read resident list set against who is known, shown, and then written down.

`rules` (pure, with `matching`) says of every household and person whether it is new, changed or the same;
`actions` writes that. What a list last said of each is kept beside it (`listed_as`), so that only what the list
itself has changed since is changed here, and corrections made by hand stay. Table: list_imports.
"""
