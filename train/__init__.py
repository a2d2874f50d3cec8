"""The recipe of the reader: data in, steps, export. Needs the extra ``train``; the package never imports it."""
