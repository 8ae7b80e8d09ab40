// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package guides

// changeProblems are about a change that was not made, or not wholly.
var changeProblems = []problem{
	{
		[]string{"Unable to deploy the certificate", "Unable to change the HTTPT SSL settings"},
		text{
			"The change failed. Its earlier steps were undone, unless the new certificate is already served.",
			"The second paragraph of the message: `Restored` or `NOT restored`, and whether the server answers as before.",
			"Look up the cause below, and apply again. If something was not restored, do at once what the message says.",
		},
		text{
			"変更に失敗しました。新しい証明書がすでに提示されている場合を除き、それまでの変更は元に戻されています。",
			"メッセージの2段落目に `Restored`（復元済み）または `NOT restored`（未復元）と、サーバーが以前と同じ状態で応答しているかが表示されます。",
			"下の「原因」を確認し、もう一度 apply してください。`NOT restored` の場合は、メッセージの指示にすぐに従ってください。",
		},
	},
	{
		[]string{"Unable to check the HTTPT SSL settings", "Unable to change the ports"},
		text{"The check before the change failed. Nothing was changed.", "", "Look up the cause below."},
		text{"変更前の確認に失敗しました。何も変更されていません。", "", "下の「原因」を確認してください。"},
	},
	{
		[]string{"Unable to remove the certificate", "Unable to reset the HTTPT SSL settings", "Unable to return the setting to its default"},
		text{
			"A destroy did not reset everything to the product's defaults.", "Which rows still have their own values (unticked boxes) in the administration?",
			"Look up the cause below, and destroy again. To stop managing the resource without changing the server, use a `removed` block.",
		},
		text{
			"destroy で、すべてを製品の初期値に戻せませんでした。", "管理画面で、チェックボックスが外れたままの項目を確認してください。",
			"下の「原因」を確認し、もう一度 destroy してください。サーバーを変更せずに管理をやめるには `removed` ブロックを使用します。",
		},
	},
	{
		[]string{"Unable to restart the server", "Unable to restart the module apps"},
		text{
			"The restart was not requested, or the server did not come back in time.", "Does the administration answer? Which certificate does the port present?",
			"Look up the cause below. If the server does not come back, restart it on the machine itself.",
		},
		text{
			"再起動を指示できなかったか、サーバーが時間内に復帰しませんでした。", "管理画面は応答しますか。ポートはどの証明書を提示していますか。",
			"下の「原因」を確認してください。サーバーが復帰しない場合は、そのマシン上で再起動してください。",
		},
	},
	{
		[]string{"Unable to verify the restart"},
		text{
			"The server was restarted, but the port does not present the certificate that the settings name or, if they name none, the earlier one.",
			"Which certificate does the port present?",
			"Check the log of the server: key and certificate may not match, or the key may need a passphrase. For a slow server, raise `live_check.timeout`.",
		},
		text{
			"サーバーは再起動しましたが、設定された証明書（設定がない場合は再起動前の証明書）をポートが提示していません。",
			"ポートはどの証明書を提示していますか。",
			"サーバーのログを確認してください。鍵と証明書が一致しない場合や、鍵にパスフレーズが必要な場合があります。時間がかかる場合は `live_check.timeout` を大きくしてください。",
		},
	},
	{
		[]string{"Port not checked", "Ports not reset"},
		text{
			"The provider could not check whether a port is free, or did not change the ports so that it does not lock itself out.", "",
			"Check *HTTPT ports* in the administration.",
		},
		text{
			"ポートが空いているか確認できなかったか、管理画面に接続できなくなるのを防ぐためにポートを変更しませんでした。", "",
			"管理画面の [HTTPT ports] を確認してください。",
		},
	},
	{
		[]string{"Unable to change the setting", "Unable to find the setting", "Setting not found", "Setting not understood"},
		text{
			"A row of a settings page was not found, not understood, or not changed.", "The message lists the nearest labels of the page, or says what is unclear.",
			"Write page and label as the administration shows them, in English.",
		},
		text{
			"設定ページの項目が見つからないか、解釈できないか、変更できませんでした。", "似た名前の項目、または不明な点がメッセージに表示されます。",
			"ページ名と項目名を、管理画面の表示どおり英語で指定してください。",
		},
	},
	{
		[]string{"Unable to create the private file", "Unable to replace the private file"},
		text{
			"The file was not stored, or not as planned.", "Does a file of that name already exist? Did somebody upload another one?",
			"Look up the cause below. An existing file can be imported, or replaced with `overwrite = true`.",
		},
		text{
			"ファイルを保存できませんでした。", "同じ名前のファイルがすでにありませんか。他の人が別のファイルをアップロードしていませんか。",
			"下の「原因」を確認してください。既存のファイルは import するか、`overwrite = true` で置き換えられます。",
		},
	},
	{
		[]string{"Unable to delete the private file", "Private file not deleted", "Previous files not deleted"},
		text{
			"A file remains in the Private storage. The served certificate is not affected.", "Does a setting still name it?",
			"Usually nothing: the next apply tries again. Otherwise delete it in the administration.",
		},
		text{
			"ファイルが [Private] タブに残っています。提示中の証明書に影響はありません。", "まだ設定から参照されていませんか。",
			"通常は対処不要です。次回の apply でもう一度削除します。残る場合は管理画面で削除してください。",
		},
	},
	{
		[]string{"Imported files will be deleted"},
		text{
			"The plan replaces or destroys an imported certificate, whose files the provider did not store. It deletes them afterwards.",
			"Does a setting of a page other than *General* use one of them, for example for LDAP or SAML?",
			"If so, set `keep_previous` for a renewal, or apply `on_destroy = \"keep\"` before a destroy. Otherwise nothing.",
		},
		text{
			"import した証明書を更新または破棄する plan です。プロバイダーが保存したものではない元のファイルも、最後に削除されます。",
			"[General] 以外のページの設定（LDAP、SAML など）がそのファイルを使っていませんか。",
			"使っている場合は、更新なら `keep_previous` を設定し、破棄なら先に `on_destroy = \"keep\"` を apply してください。使っていなければ対処は不要です。",
		},
	},
	{
		[]string{"Settings not reset"},
		text{
			"A destroy left settings as they are, because another resource had set them in the same run, or somebody had set certificate or key by hand: " +
				"without the others, the server could not serve TLS.",
			"Which files do the settings name? After a rename: is the plan that follows empty?",
			"If the settings are no longer needed, reset them in the administration, and delete the files that the message names. " +
				"To rename a resource, use a `moved` block.",
		},
		text{
			"同じ実行で別のリソースが設定した項目、または証明書か鍵が手作業で変更されていた項目を、destroy では初期値に戻しませんでした。" +
				"一部だけを戻すと、サーバーが TLS で応答できなくなるためです。",
			"現在の設定がどのファイルを指しているか、名前を変えた場合は次の plan で変更がないかを確認してください。",
			"不要な設定であれば、管理画面で初期値に戻し、メッセージに表示されたファイルを削除してください。リソースの名前を変えるときは `moved` ブロックを使ってください。",
		},
	},
	{
		[]string{"Contents changed after the plan", "Unexpected contents"},
		text{
			"The local file has changed since the plan, or does not match `sha256`.", "",
			"Make a new plan, review it, and apply. If you did not change the file, find out who did.",
		},
		text{
			"手元のファイルが plan のときと異なるか、`sha256` の値と一致しません。", "",
			"もう一度 plan を実行し、内容を確認してから apply してください。心当たりがなければ、誰が変更したかを調べてください。",
		},
	},
	{
		[]string{"A file with the new name exists"},
		text{
			"The plan replaces a private file by one with another `name`, and the server has a file with that name. " +
				"The replacement deletes the old file first; the creation then fails.", "",
			"Choose another name, set `overwrite = true`, or set `create_before_destroy = true` in the `lifecycle` block: the old file then stays until the new one is stored.",
		},
		text{
			"ファイルの `name` を変更する plan ですが、その名前のファイルがサーバーにすでにあります。先に古いファイルが削除され、その後の作成は失敗します。", "",
			"別の名前にするか、`overwrite = true` を設定してください。`lifecycle` ブロックに `create_before_destroy = true` を設定すると、新しいファイルが保存されるまで古いファイルが残ります。",
		},
	},
	{
		[]string{"Existing private file adopted"},
		text{"A file with the same name and contents already existed. Terraform manages it from now on, and a destroy deletes it.", "", "Nothing."},
		text{"同じ名前と内容のファイルがすでにありました。以後は Terraform が管理し、destroy で削除されます。", "", "対処は不要です。"},
	},
	{
		[]string{
			"Unable to read the certificate", "Unable to read the HTTPT SSL settings", "Unable to read the live certificate", "Unable to read the private file",
			"Unable to read the server", "Unable to read the setting", "Unable to read the settings", "Unable to list the private files",
		},
		text{"The server gave no usable answer. Nothing was changed.", "", "Look up the cause below."},
		text{"サーバーから情報を取得できませんでした。何も変更されていません。", "", "下の「原因」を確認してください。"},
	},
	{
		[]string{
			"Unable to import the certificate", "Unable to import the HTTPT SSL settings", "Unable to import the private file", "Unable to import the setting",
		},
		text{
			"The id is not valid for this resource, or the server has nothing that can be imported.", "The message says what was expected.",
			"Correct the id, or create the resource instead of importing it.",
		},
		text{
			"import の ID が正しくないか、import できるものがサーバーにありません。", "どのような値が必要かは、メッセージに表示されます。",
			"ID を修正するか、import せずにリソースを作成してください。",
		},
	},
	{
		[]string{"Unable to read the private state", "Unable to write the private state"},
		text{
			"The state has data that this version of the provider cannot read.", "Was it written by a newer version?",
			"Use that version, or remove the resource from the state (`terraform state rm`) and import it again.",
		},
		text{
			"state に、このバージョンのプロバイダーでは読めない情報があります。", "より新しいバージョンで書き込まれていませんか。",
			"そのバージョンを使用するか、`terraform state rm` でリソースを state から外し、もう一度 import してください。",
		},
	},
}

// planProblems are what a plan or an apply reports of the server.
var planProblems = []problem{
	{
		[]string{"The server is not as it was deployed", "The server does not serve what is declared"},
		text{
			"Somebody changed a file or a setting, or the port presents another certificate.",
			"The message lists each difference. With the activity log on, the server has recorded who made the change.",
			"Apply: this repairs all differences and verifies the served certificate. If the change was right, update the configuration first.",
		},
		text{
			"ファイルまたは設定が変更されたか、ポートが別の証明書を提示しています。",
			"違いがメッセージに一覧表示されます。アクティビティログが有効であれば、変更した人を確認できます。",
			"apply を実行すると、すべて修復され、提示される証明書が確認されます。正しい変更であれば、先に構成ファイルに反映してください。",
		},
	},
	{
		[]string{"The HTTPT SSL settings are applied again", "The passphrase is sent"},
		text{"The last run did not finish, or, after an import, it is unknown whether the server has the passphrase.", "", "Apply."},
		text{"前回の実行が完了していないか、import 後のためサーバーにパスフレーズがあるか不明です。", "", "apply を実行してください。"},
	},
	{
		[]string{"Another name replaces the certificate"},
		text{
			"`name` changes, which replaces the resource. Without `create_before_destroy`, the old certificate is removed before the new one is deployed.",
			"",
			"Set `create_before_destroy = true` in the `lifecycle` block of the resource, or keep the name.",
		},
		text{
			"`name` を変更すると、リソースが置き換えられます。`create_before_destroy` がない場合、新しい証明書を適用する前に古い証明書が削除されます。",
			"",
			"リソースの `lifecycle` ブロックに `create_before_destroy = true` を指定するか、`name` を変更しないでください。",
		},
	},
	{
		[]string{"A restart of the server is due", "Other servers were not restarted"},
		text{
			"Everything is saved, and takes effect at the next restart. A restart ends the sessions of users.",
			"Which certificate does the port present now?",
			"Restart the server in *Activity monitor > Servers* at a quiet hour, or set `restart = \"when_needed\"` and apply then.",
		},
		text{
			"保存は完了しています。次の再起動で有効になります。再起動すると、利用中のセッションは終了します。",
			"現在ポートが提示している証明書を確認してください。",
			"利用の少ない時間帯に [Activity monitor]-[Servers] で再起動するか、`restart = \"when_needed\"` を指定して apply してください。",
		},
	},
	{
		[]string{"Live check not possible"},
		text{
			"The address of the live check did not answer, so the presented certificate is unknown.", "Is the server running? Is the address reachable from this machine?",
			"Set `live_check.addresses` to addresses that this machine can reach.",
		},
		text{
			"ライブチェックのアドレスが応答しないため、提示されている証明書を確認できません。", "サーバーは稼働していますか。このマシンから接続できるアドレスですか。",
			"`live_check.addresses` に、このマシンから接続できるアドレスを指定してください。",
		},
	},
}
