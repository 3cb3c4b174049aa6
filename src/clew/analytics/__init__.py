"""Analytics: what happened, counted for the people who run and use this Clew."""
