"""Links that let somebody make an account while registration is closed."""
