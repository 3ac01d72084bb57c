"""One class per cause of failure, each with a fixed code and a French sentence that says what to do."""

from __future__ import annotations

import sys


class PlanothequeError(Exception):
    """Base of every error a user can meet. ``code`` never changes; ``remedy`` says what to do."""

    code = "erreur_interne"
    message = "Une erreur interne est survenue."
    remedy = "Relancez la commande ; si l'erreur revient, signalez-la avec le nom du fichier."

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The message, the detail when there is one, and what to do next; in French."""
        detail = f" ({self.detail})" if self.detail else ""
        return sys.intern(f"{self.message.rstrip('.')}{detail}. {self.remedy}")  # a thousand files may fail alike


class DocumentError(PlanothequeError):
    """A file that cannot become a document; the other files go on."""


class NotAPdf(DocumentError):
    code = "pas_un_pdf"
    message = "Ce fichier n'est pas un PDF."
    remedy = "Vérifiez le fichier d'origine, ou convertissez-le en PDF, puis déposez-le de nouveau."


class EmptyFile(DocumentError):
    code = "fichier_vide"
    message = "Ce fichier est vide (0 octet)."
    remedy = "La copie a sans doute été interrompue : copiez de nouveau le fichier."


class TruncatedPdf(DocumentError):
    code = "pdf_tronque"
    message = "Ce PDF est incomplet : la fin du fichier manque."
    remedy = "La copie a sans doute été interrompue : copiez de nouveau le fichier, puis relancez."


class DamagedPdf(DocumentError):
    code = "pdf_endommage"
    message = "Ce PDF est endommagé et ne peut pas être lu."
    remedy = "Rouvrez-le dans un lecteur PDF et enregistrez-en une nouvelle copie, puis relancez."


class NoPages(DocumentError):
    code = "sans_page"
    message = "Ce PDF ne contient aucune page lisible."
    remedy = "Vérifiez le fichier d'origine et enregistrez-en une nouvelle copie."


class EncryptedPdf(DocumentError):
    code = "pdf_chiffre"
    message = "Ce PDF est protégé par un mot de passe."
    remedy = "Enregistrez-en une copie sans mot de passe, puis relancez."


class NoReadableText(DocumentError):
    code = "sans_texte"
    message = "Aucun texte lisible : toutes les pages sont des images ou sont vides."
    remedy = "Déposez une version texte ou une numérisation plus nette ; « planotheque doctor » dit si la reconnaissance de caractères est installée."


class TooManyPages(DocumentError):
    code = "trop_de_pages"
    message = "Ce PDF annonce trop de pages."
    remedy = "Découpez le document, ou vérifiez qu'il n'est pas piégé."


class NotARegularFile(DocumentError):
    code = "fichier_special"
    message = "Ce n'est pas un fichier ordinaire (lien, dossier ou périphérique)."
    remedy = "Copiez le PDF lui-même à cet endroit."


class UnreadableFile(DocumentError):
    code = "lecture_impossible"
    message = "Le fichier n'a pas pu être lu."
    remedy = "Vérifiez les droits d'accès et que le fichier n'est pas ouvert ailleurs, puis relancez."


class ReadingTimeout(DocumentError):
    code = "delai_depasse"
    message = "La lecture du document a dépassé le temps permis et a été arrêtée."
    remedy = "Relancez avec un délai plus long (PLANOTHEQUE_TIMEOUT, en secondes), ou découpez le document."


class MemoryLimit(DocumentError):
    code = "memoire_depassee"
    message = "La lecture du document a dépassé la mémoire permise et a été arrêtée."
    remedy = "Découpez le document, ou vérifiez qu'il n'est pas piégé."


class ReaderCrashed(DocumentError):
    code = "lecteur_interrompu"
    message = "La lecture du document s'est interrompue brutalement."
    remedy = "Relancez ; si l'erreur revient, signalez-la avec le fichier."


class UsageError(PlanothequeError):
    code = "usage"
    message = "La commande ne peut pas être exécutée telle quelle."
    remedy = "Voir « planotheque --help »."


class HomeLocked(PlanothequeError):
    code = "dossier_occupe"
    message = "Une autre commande planotheque travaille déjà dans ce dossier."
    remedy = "Attendez qu'elle se termine, puis relancez."


class InboxReadOnly(PlanothequeError):
    code = "depot_en_lecture_seule"
    message = "Le dossier de dépôt est en lecture seule : les fichiers traités ne pourraient pas en être retirés."
    remedy = "Demandez le droit d'y écrire, ou ajoutez « --in-place » pour laisser les fichiers où ils sont."


class ReadOnlyHome(PlanothequeError):
    code = "dossier_protege"
    message = "Le dossier de travail est protégé en écriture."
    remedy = "Donnez le droit d'y écrire, ou choisissez-en un autre avec « --home » ; la consultation reste possible."


class DamagedDatabase(PlanothequeError):
    code = "base_endommagee"
    message = "Le fichier de la base est endommagé."
    remedy = "Lancez « planotheque rebuild » : la base est reconstruite à partir des relevés, rien n'est perdu."


class NoDatabase(PlanothequeError):
    code = "base_absente"
    message = "La base n'existe pas encore."
    remedy = "Lancez d'abord « planotheque ingest DOSSIER »."


class QueryFailed(PlanothequeError):
    code = "requete_refusee"
    message = "La requête SQL n'a pas pu être exécutée."
    remedy = 'Corrigez la requête ; « planotheque query "show tables" » liste les tables.'


class UnknownRecord(PlanothequeError):
    code = "enregistrement_inconnu"
    message = "Aucun enregistrement ne porte cet identifiant."
    remedy = "Les identifiants se lisent dans les colonnes « …_id » de la base."


class DestinationExists(PlanothequeError):
    code = "destination_existante"
    message = "Un export est déjà à cet endroit."
    remedy = "Donnez un autre nom, ou ajoutez --force pour le remplacer."


class DiskFull(PlanothequeError):
    code = "disque_plein"
    message = "Le disque est plein : rien n'a été écrit à cet endroit."
    remedy = "Faites de la place ou choisissez un autre disque, puis relancez."
