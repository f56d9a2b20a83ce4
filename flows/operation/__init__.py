"""Day after day: schedules, deployments, triggers, the server, and watching raw/ for what arrives."""
