"""The world's answers on a terminal: events, expectations, dyads, the system of states, talk."""
