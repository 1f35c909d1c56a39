"""Who watches when: squads, and the assignments a month is made of.

Words: regu = squad, giliran = assignment, ketua regu = squad leader (a mark on tonight's assignments, not an office).
Tables: squads, squad_members, assignments.
"""
