"""Who watches when: squads, and the assignments a month is made of.

Sub-rooms: `rulebook` (what the RT decided), `duties` (who is exempt, away, with whom), `drafts` (rotas in the making),
`engine` (pure: a problem in, a rota out).
Words: regu = squad, giliran = assignment, ketua regu = squad leader (a mark on tonight's assignments, not an office).
Tables: squads, squad_members, assignments.
"""
