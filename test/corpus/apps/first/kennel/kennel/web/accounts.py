from flask import Blueprint, g, jsonify, request

from kennel import container, schemas

bp = Blueprint("accounts", __name__)


@bp.post("/signup")
def signup():
    user_id = container.accounts.register(schemas.SignUp.model_validate(request.get_json()))
    return jsonify(id=str(user_id)), 201


@bp.post("/login")
def login():
    return jsonify(token=container.accounts.login(schemas.Login(**request.get_json())))


@bp.post("/login/code")
def code():
    return jsonify(token=container.accounts.login_with_code(schemas.CodeLogin(**request.get_json())))


@bp.get("/me")
def me():
    return jsonify(container.accounts.full(g.principal).model_dump(mode="json"))


@bp.patch("/me")
def change_me():
    container.accounts.update(g.principal, schemas.ProfilePatch.model_validate(request.get_json()))
    return "", 204


@bp.get("/users/<user_id>")
def card(user_id: str):
    return jsonify(container.accounts.card(user_id).model_dump())


@bp.get("/manage/users")
def everybody():
    users = container.accounts.everybody(g.principal)
    return jsonify([{**u, "_id": str(u["_id"])} for u in users])


@bp.post("/manage/users/<user_id>/promote")
def promote(user_id: str):
    container.accounts.promote(g.principal, user_id)
    return "", 204


@bp.post("/wallet/transfer")
def transfer():
    container.wallets.transfer(g.principal, schemas.MoneyMove.model_validate(request.get_json()))
    return "", 204


@bp.post("/wallet/tip")
def tip():
    container.wallets.tip(g.principal, schemas.Tip.model_validate(request.get_json()))
    return "", 204
