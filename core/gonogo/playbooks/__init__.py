"""The built-in playbooks, as YAML files beside this one."""
