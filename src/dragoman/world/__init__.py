"""The international system as the record shows it: events, expectations, dyads, blocs.

Everything here is a view: it is derived from the store's claims, can be thrown away and built again, and each
figure leads back to the claims behind it.
"""
