from django.urls import path

from portal.workbench import changes, deeds, editor, files, replays

app_name = "workbench"
urlpatterns = [
    path("", changes.Changes.as_view(), name="changes"),
    path("new/", changes.New.as_view(), name="new"),
    path("new-process/", editor.NewProcess.as_view(), name="new_process"),
    path("processes/<str:key>/", deeds.ChangeProcess.as_view(), name="change_process"),
    path("deliveries/<str:kind>/<str:key>/", editor.ChangeDelivery.as_view(), name="change_delivery"),
    path("changes/<int:number>/", changes.OneChange.as_view(), name="change"),
    path("changes/<int:number>/describe/", deeds.Describe.as_view(), name="describe"),
    path("changes/<int:number>/take-up/", deeds.TakeUp.as_view(), name="take_up"),
    path("changes/<int:number>/upload/", deeds.Upload.as_view(), name="upload"),
    path("changes/<int:number>/check/", deeds.Check.as_view(), name="check"),
    path("changes/<int:number>/submit/", deeds.Submit.as_view(), name="submit"),
    path("changes/<int:number>/recall/", deeds.Recall.as_view(), name="recall"),
    path("changes/<int:number>/discard/", deeds.Discard.as_view(), name="discard"),
    path("changes/<int:number>/approve/", deeds.Approve.as_view(), name="approve"),
    path("changes/<int:number>/send-back/", deeds.SendBack.as_view(), name="send_back"),
    path("changes/<int:number>/reverse/", deeds.Reverse.as_view(), name="reverse"),
    path("changes/<int:number>/replay/", replays.Replay.as_view(), name="replay"),
    path("changes/<int:number>/replay/stop/", replays.Stop.as_view(), name="stop_replay"),
    path("changes/<int:number>/replay/<int:case>/accept/", replays.Accept.as_view(), name="accept_outcome"),
    path("changes/<int:number>/files/<str:file>/", files.OneFile.as_view(), name="file"),
    path("changes/<int:number>/files/<str:file>/edit/", editor.Editor.as_view(), name="edit"),
    path("changes/<int:number>/files/<str:file>/take-out/", files.TakeOut.as_view(), name="take_out"),
    path("changes/<int:number>/files/<str:file>/rebase/", files.Rebase.as_view(), name="rebase"),
    path("changes/<int:number>/files/<str:file>/<int:revision>/", files.text, name="text"),
    path("changes/<int:number>/files/<str:file>/<int:revision>/restore/", files.Restore.as_view(), name="restore"),
    path("forms/<str:key>/schema.json", editor.form_schema, name="form_schema"),
]
