"""Of changes that are not published yet."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from engine.errors.base import EngineError


class ChangeNotFound(EngineError):
    message = _("没有这份变更单")
    code = "change-not-found"


class ChangeFileNotFound(EngineError):
    """`file`."""

    message = _("变更单里没有“%(file)s”")
    code = "change-file-not-found"


class RevisionNotFound(EngineError):
    message = _("没有这个历史版本")
    code = "revision-not-found"


class NothingDeployed(EngineError):
    """A file is taken up for changing that is in no version: `file`."""

    message = _("“%(file)s”还没有已发布的版本")
    code = "nothing-deployed"


class ChangeInAnotherState(EngineError):
    """What is asked is not done in this state: `status`, in words."""

    message = _("变更单现在是“%(status)s”，不能这样做")
    code = "change-in-another-state"


class ChangeFileRefused(EngineError):
    """A text that cannot even be kept: `reason`, a sentence of its own."""

    message = "%(reason)s"
    code = "change-file-refused"


class FileChanged(EngineError):
    """The file is no longer the one that the person saw. `etag`: the one it has now (empty: there is none); `version`:
    the newest of its process, table or form (0: none)."""

    message = _("这个文件已被别人更新")
    code = "file-changed"

    def __init__(self, *, etag: str, version: int) -> None:
        super().__init__()
        self.current = {"etag": etag, "version": version}


class ChangeOutdated(EngineError):
    """Other versions were published since: publishing would undo them unseen. `files`: their names."""

    message = _("%(files)s 已由别人发布了更新的版本，请先对照更新的版本修改")
    code = "change-outdated"

    def __init__(self, names: Iterable[str]) -> None:
        self.files = list(names)
        super().__init__(files="、".join(self.files))


class ChangeEmpty(EngineError):
    message = _("变更单里没有改动")
    code = "change-empty"


class ChangeReasonMissing(EngineError):
    message = _("请写明变更的理由")
    code = "change-reason-missing"


class ApprovedOtherTexts(EngineError):
    """The texts, or what they stand on, are not those that the reviewer saw."""

    message = _("变更单的内容在您查看以后有变化，请重新查看后再决定")
    code = "change-is-another"


class FourEyes(EngineError):
    message = _("参与修改的人不能复核同一份变更单，须由另一位流程管理员复核")
    code = "four-eyes"


class NothingToReverse(EngineError):
    message = _("这份变更单以前没有可以恢复的版本")
    code = "nothing-to-reverse"


class ChangedAgainSince(EngineError):
    """A later version stands on what is to be taken back: `files`."""

    message = _("%(files)s 之后又发布了新的版本，请先撤回那一次变更")
    code = "changed-again-since"


class NothingToReplay(EngineError):
    message = _("这段时间没有办结的案件可以重演")
    code = "nothing-to-replay"


class ReplayRunning(EngineError):
    message = _("重演还没有完成，完成或停止以后才能复核")
    code = "replay-running"


class OutcomesNotAccepted(EngineError):
    """Cases went another way and nobody has said that it is meant so: `count`."""

    message = _("重演中有 %(count)d 件结果不同，逐件认可以后才能复核")
    code = "outcomes-not-accepted"


class ReplayedCaseNotFound(EngineError):
    message = _("没有这件重演的案件")
    code = "replayed-case-not-found"


class PublishingTimePast(EngineError):
    message = _("发布时间须在现在以后")
    code = "publishing-time-past"


class ChangeNeeded(EngineError):
    """Something of the scheme would be published by one person alone: `names`."""

    message = _("%(names)s 只能通过变更单、由另一位流程管理员复核后发布")
    code = "change-needed"


class MigrationUnderWay(EngineError):
    """A batch still moves cases between versions of a process: `process`."""

    message = _("“%(process)s”的案件正在迁移版本，完成以后才能发布")
    code = "migration-under-way"
