def test_a(town):
    rt = town.rt()
    budi, siti = rt.residents("Budi", "Siti")
    rt.squads(budi, siti)
    print(rt.month())
    assert budi.phone.register().status_code == 201
    town.travel("2026-12-01 22:05")
    a = budi.phone.check_in(rt.night())
    assert a.status_code == 201, a.json
    town.work()
    print(budi.phone.received())
    assert budi.get("/me").json["name"] == "Budi"
    assert town.unit().officer().get("/reports").status_code == 200
def test_b(town):
    assert town.operator.get("/me").status_code==200
