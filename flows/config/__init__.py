"""What the user wants: configuration files, the environment, and the settings of a run that come of them."""
