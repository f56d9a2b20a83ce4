"""What the user wants: configuration files, the environment, and the settings of a run that come of them.

`configuration` finds and reads what is said, `schema` checks it key by key, `settings` is what a run is told;
`clusters`, `rule_folders` and `schedule_times` know what may be said about these.
"""
