from flask import Blueprint, abort, current_app, flash, jsonify, redirect, render_template_string, request, url_for
from flask_login import current_user, login_required, login_user, logout_user
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Email, Length

from . import limiter
from .models import User

bp = Blueprint("auth", __name__)

PAGE = "<form method=post>{{ form.hidden_tag() }}{% for f in form if f.name != 'csrf_token' %}{{ f.label }}{{ f() }}{% endfor %}<button>ok</button></form>"


class LoginForm(FlaskForm):
    username = StringField(validators=[DataRequired(), Length(max=40)])
    password = PasswordField(validators=[DataRequired()])


class RegisterForm(LoginForm):
    email = StringField(validators=[DataRequired(), Email()])


def serializer():
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="reset")


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit("5 per minute", methods=["POST"])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        user = User.objects(username=form.username.data).first()
        if user and user.check_password(form.password.data):
            login_user(user, remember=True)
            return redirect(url_for("posts.index"))
        flash("Wrong name or password")
    return render_template_string(PAGE, form=form)


@bp.route("/register", methods=["GET", "POST"])
@limiter.limit("20 per hour")
def register():
    form = RegisterForm()
    if form.validate_on_submit():
        if User.objects(username=form.username.data).first():
            flash("Name is taken")
            return redirect(url_for("auth.register"))
        user = User(username=form.username.data, email=form.email.data)
        user.set_password(form.password.data)
        user.save()
        return redirect(url_for("auth.login"))
    return render_template_string(PAGE, form=form)


@bp.route("/token", methods=["POST"])
def token():
    """Login for the editor plugin: JSON in, cookie out."""
    payload = request.get_json()
    user = User.objects(username=payload.get("username")).first()
    if user is None or not user.check_password(str(payload.get("password"))):
        abort(401)
    login_user(user)
    return jsonify(user.card())


@bp.route("/token/key", methods=["POST"])
@limiter.limit("30 per minute")
def login_by_key():
    key = request.headers.get("X-Api-Key", "")
    if len(key) != 40:
        abort(401)
    user = User.objects(api_key=key).first()
    if user is None:
        abort(401)
    login_user(user)
    return "", 204


@bp.route("/forgot", methods=["POST"])
def forgot():
    user = User.objects(email__iexact=request.form["email"]).first()
    if user:
        current_app.logger.info("reset mail for %s", user.id)
        serializer().dumps(str(user.id))
    return "", 204


@bp.route("/reset/<token>", methods=["POST"])
@limiter.limit("10 per hour")
def reset(token):
    try:
        user_id = serializer().loads(token, max_age=3600)
    except BadSignature:
        abort(400)
    user = User.objects(id=user_id).first_or_404()
    user.set_password(request.form["password"])
    user.save()
    return "", 204


@bp.route("/logout", methods=["POST"])
@login_required
def logout():
    current_app.logger.info("%s leaves", current_user.username)
    logout_user()
    return "", 204
