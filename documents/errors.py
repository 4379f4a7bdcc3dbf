"""What can go wrong with files and documents; each error carries its sentence for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class DocumentError(Exception):
    """Base of all. ``message`` is for people and may name things in ``%(…)s``."""

    message = _("文书处理失败")

    def __init__(self, **words: object) -> None:
        self.words = words
        super().__init__()

    def __str__(self) -> str:
        return str(self.message) % self.words


class FileRefused(DocumentError):
    """An upload that is not stored; every message names the file."""

    message = _("文件“%(name)s”无法接收")


class FileTooLarge(FileRefused):
    message = _("文件“%(name)s”超过 %(max)s MB")


class FileEmpty(FileRefused):
    message = _("文件“%(name)s”是空的")


class FileTypeNotAllowed(FileRefused):
    message = _("文件“%(name)s”的类型不受支持，请上传 %(allowed)s 文件")


class FileContentMismatch(FileRefused):
    message = _("文件“%(name)s”的内容与扩展名不符，或文件已损坏")


class FileEncrypted(FileRefused):
    message = _(
        "文件“%(name)s”设有打开密码，审核人员无法查看。请去掉密码后重新上传，例如打开文件后选择“打印”，另存为新的 PDF"
    )


class PdfEmpty(FileRefused):
    message = _("文件“%(name)s”里没有任何页面，请重新导出或扫描后再上传")


class PhotoUnreadable(FileRefused):
    message = _("照片“%(name)s”无法读取。请在手机相机设置中选择“兼容性最佳”，或截图后上传 JPG 图片")


class ImageTooLarge(FileRefused):
    message = _("图片“%(name)s”的像素过大，请缩小后再上传")


class FileBroken(DocumentError):
    """A stored file that is gone, cut short or changed; nothing of it is given out."""

    message = _("文件“%(name)s”在服务器上已损坏或丢失，无法打开。请重新上传同一文件，或联系平台管理员恢复")


class Immutable(DocumentError):
    message = _("已存档的文件和已签发的文书不能修改，只能另行更正")


class DocumentDataMissing(DocumentError):
    """``fields`` are the names, ``labels`` what people call them."""

    message = _("文书“%(title)s”缺少内容：%(labels)s")

    def __init__(self, *, title: str, fields: list[str], labels: list[str]) -> None:
        super().__init__(title=title, labels="、".join(labels))
        self.fields = fields


class UnknownKind(DocumentError):
    message = _("没有“%(kind)s”这种文书")


class TemplateFaulty(DocumentError):
    """``faults`` are sentences."""

    message = _("模板不能使用：%(text)s")

    def __init__(self, *, faults: list[str]) -> None:
        super().__init__(text="；".join(faults))
        self.faults = faults


class ProposerCannotAgree(DocumentError):
    message = _("提出模板的人不能自己启用，请另一位流程管理员核对后启用")


class DecidedBefore(DocumentError):
    message = _("这一版模板已经有决定，不能再改；需要时请重新上传")


class PdfFailed(DocumentError):
    message = _("生成 PDF 失败，请稍后重试；Word 文件不受影响")


class SealFailed(DocumentError):
    """The operator's fault, not the document's: its PDF waits."""

    message = _("电子签章未能加盖：%(reason)s")


class NumberInvalid(DocumentError):
    message = _("证书编号不正确：%(number)s")
