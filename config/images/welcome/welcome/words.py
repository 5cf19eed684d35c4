"""What is said, in each language. Short sentences and everyday words."""

#: In the order in which they are offered; each called by its own name.
LANGUAGES = {"nl": "Nederlands", "fr": "Français", "en": "English"}

#: By key, then by language. ``{…}`` is filled in.
TEXTS: dict[str, dict[str, str]] = {
    "welcome": {"nl": "Welkom", "fr": "Bienvenue", "en": "Welcome"},
    "keyboard": {
        "nl": "Welk toetsenbord heb je?",
        "fr": "Quel clavier avez-vous ?",
        "en": "Which keyboard do you have?",
    },
    "keyboard_hint": {
        "nl": "Kijk naar de eerste letters: AZERTY of QWERTY.",
        "fr": "Regardez les premières lettres : AZERTY ou QWERTY.",
        "en": "Look at the first letters: AZERTY or QWERTY.",
    },
    "be": {"nl": "AZERTY (België)", "fr": "AZERTY (Belgique)", "en": "AZERTY (Belgium)"},
    "fr": {"nl": "AZERTY (Frankrijk)", "fr": "AZERTY (France)", "en": "AZERTY (France)"},
    "us": {"nl": "QWERTY", "fr": "QWERTY", "en": "QWERTY"},
    "try": {
        "nl": "Typ hier om te proberen",
        "fr": "Tapez ici pour essayer",
        "en": "Type here to try it",
    },
    "name": {"nl": "Hoe heet je?", "fr": "Comment vous appelez-vous ?", "en": "What is your name?"},
    "name_hint": {
        "nl": "Deze naam zie je als je de laptop start.",
        "fr": "Vous verrez ce nom au démarrage de l'ordinateur.",
        "en": "You see this name when you start the laptop.",
    },
    "password": {
        "nl": "Kies een wachtwoord",
        "fr": "Choisissez un mot de passe",
        "en": "Choose a password",
    },
    "password_hint": {
        "nl": "8 tekens of meer. Drie gewone woorden na elkaar is goed. Schrijf het op.",
        "fr": "8 caractères ou plus. Trois mots courants à la suite, c'est bien. Notez-le.",
        "en": "8 characters or more. Three common words in a row is good. Write it down.",
    },
    "again": {
        "nl": "Typ het wachtwoord nog eens",
        "fr": "Tapez encore le mot de passe",
        "en": "Type the password again",
    },
    "show": {"nl": "Toon wat ik typ", "fr": "Montrer ce que je tape", "en": "Show what I type"},
    "busy": {
        "nl": "Even geduld. De laptop wordt klaargemaakt.",
        "fr": "Un instant. L'ordinateur se prépare.",
        "en": "One moment. The laptop is being made ready.",
    },
    "ready": {"nl": "Klaar!", "fr": "C'est prêt !", "en": "Ready!"},
    "ready_hint": {
        "nl": "Meld je nu aan met je wachtwoord.",
        "fr": "Connectez-vous avec votre mot de passe.",
        "en": "Now sign in with your password.",
    },
    "ready_login": {
        "nl": "Je naam om aan te melden: {login}",
        "fr": "Votre nom pour vous connecter : {login}",
        "en": "Your name to sign in: {login}",
    },
    "ready_kiosk": {
        "nl": "Deze computer is klaar voor bezoekers.",
        "fr": "Cet ordinateur est prêt pour les visiteurs.",
        "en": "This computer is ready for visitors.",
    },
    "next": {"nl": "Verder", "fr": "Suivant", "en": "Next"},
    "back": {"nl": "Terug", "fr": "Retour", "en": "Back"},
    "off": {"nl": "Uitzetten", "fr": "Éteindre", "en": "Switch off"},
    # What an answer can be wrong with
    "name_empty": {
        "nl": "Typ je naam.",
        "fr": "Tapez votre nom.",
        "en": "Type your name.",
    },
    "name_letters": {
        "nl": "Gebruik letters. Een dubbelpunt of komma kan niet.",
        "fr": "Utilisez des lettres. Pas de deux-points ni de virgule.",
        "en": "Use letters. A colon or comma is not possible.",
    },
    "name_long": {
        "nl": "Die naam is te lang. Typ alleen je voornaam.",
        "fr": "Ce nom est trop long. Tapez seulement votre prénom.",
        "en": "That name is too long. Type only your first name.",
    },
    "password_short": {
        "nl": "Dat is te kort. Typ 8 tekens of meer.",
        "fr": "C'est trop court. Tapez 8 caractères ou plus.",
        "en": "That is too short. Type 8 characters or more.",
    },
    "password_easy": {
        "nl": "Dat raadt iemand zo. Neem drie woorden die niet bij elkaar horen.",
        "fr": "C'est facile à deviner. Prenez trois mots sans rapport.",
        "en": "That is easy to guess. Take three words that do not belong together.",
    },
    "password_odd": {
        "nl": "Eén teken kan niet in een wachtwoord. Gebruik letters, cijfers en spaties.",
        "fr": "Un caractère n'est pas possible. Utilisez des lettres, des chiffres et des espaces.",
        "en": "One character cannot be in a password. Use letters, digits and spaces.",
    },
    "password_differs": {
        "nl": "De twee wachtwoorden zijn niet gelijk. Typ ze nog eens.",
        "fr": "Les deux mots de passe sont différents. Tapez-les encore.",
        "en": "The two passwords are not the same. Type them again.",
    },
    "choose_number": {
        "nl": "Typ een van de cijfers en druk op Enter.",
        "fr": "Tapez un des chiffres et appuyez sur Entrée.",
        "en": "Type one of the numbers and press Enter.",
    },
    "failed": {
        "nl": "Dat is niet gelukt. Zet de laptop uit en weer aan, en probeer opnieuw. "
        "Lukt het niet? Vraag hulp waar je hem kreeg.",
        "fr": "Cela n'a pas marché. Éteignez l'ordinateur, rallumez-le et essayez encore. "
        "Toujours pas ? Demandez de l'aide là où vous l'avez reçu.",
        "en": "That did not work. Switch the laptop off and on, and try again. "
        "Still not? Ask for help where you got it.",
    },
}


def say(key: str, language: str, **values: str) -> str:
    return TEXTS[key][language].format(**values)
