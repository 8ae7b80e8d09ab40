// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package guides

// configurationProblems are about what is written in the configuration.
var configurationProblems = []problem{
	{
		[]string{"Invalid …"},
		text{
			"An argument has an invalid value.",
			"The message names the argument or the environment variable, the expected form, and the actual value.",
			"Correct the value. Nothing was sent to the server.",
		},
		text{
			"引数の値の形式が正しくありません。",
			"メッセージに、引数または環境変数の名前、期待される形式、実際の値が表示されます。",
			"値を修正してください。サーバーには何も送信されていません。",
		},
	},
	{
		[]string{"Settings are changed by the pages"},
		text{
			"The server does not accept `database_secret`, or its XML interface cannot be used. The pages are used instead.",
			"Is it the value of *General*, *Database secret*? What does `xmlmsg.problem` of `confproxy_server` say?",
			"Correct `database_secret`, or remove it.",
		},
		text{
			"サーバーが `database_secret` を受け付けないか、XML インターフェースを使用できません。変更は管理画面を通して行われます。",
			"[General] の [Database secret] と同じ値ですか。`confproxy_server` の `xmlmsg.problem` には何と表示されますか。",
			"`database_secret` を修正するか、指定を削除してください。",
		},
	},
	{
		[]string{"Conflicting authorities", "Conflicting contents"},
		text{"Two arguments that exclude each other are set.", "Environment variables count, too.", "Keep one of them."},
		text{"同時に指定できない2つの引数が指定されています。", "環境変数による指定も対象になります。", "どちらか一方だけを残してください。"},
	},
	{
		[]string{"Missing certificate", "Missing key"},
		text{"`use_ssl` is true, and only one of `certificate` and `key` is set.", "", "Set both, each to the `path` of its `confproxy_private_file`."},
		text{
			"`use_ssl` が true ですが、`certificate` と `key` の一方しか指定されていません。", "",
			"両方に、対応する `confproxy_private_file` の `path` を指定してください。",
		},
	},
	{
		[]string{"Missing contents", "Missing source"},
		text{
			"A file must be uploaded, but the configuration does not set its contents, or the local file does not exist.",
			"Are you in the right folder? Was the file moved after the last apply?",
			"Restore the file, or set one of `source`, `content`, `content_base64` and `content_wo`. A plan without changes needs no local file.",
		},
		text{
			"アップロードするファイルの内容が指定されていないか、手元のファイルが見つかりません。",
			"作業フォルダは正しいですか。前回の apply の後にファイルを移動していませんか。",
			"ファイルを元の場所に戻すか、`source`、`content`、`content_base64`、`content_wo` のいずれかを指定してください。" +
				"変更のない plan には手元のファイルは不要です。",
		},
	},
	{
		[]string{"Missing private key"},
		text{
			"The change needs the private key, and `private_key_pem_wo` is null.",
			"Is the resource new, does the certificate or `private_key_wo_version` change, or did somebody delete the key on the server? " +
				"With `try(file(…), null)`: is the file there, and is it UTF-8 text rather than DER or UTF-16?",
			"Set it, for example to `file(\"server.key\")`. A plan without changes and a destroy need no key. The warning means that the next apply needs it.",
		},
		text{
			"この変更には鍵ファイルの内容が必要ですが、`private_key_pem_wo` が指定されていません。",
			"リソースの新規作成、証明書または `private_key_wo_version` の変更、サーバー上の鍵ファイルの削除のいずれかに該当します。" +
				"`try(file(…), null)` を使用している場合、ファイルは存在しますか。DER や UTF-16 ではなく、UTF-8 のテキストですか。",
			"`file(\"server.key\")` などで鍵を指定してください。変更のない plan と destroy には鍵は不要です。警告の場合は、次の apply に鍵が必要であることを示します。",
		},
	},
	{
		[]string{"Missing passphrase", "Passphrase missing"},
		text{
			"The private key is encrypted, and there is no passphrase.",
			"The first lines of an encrypted key contain `ENCRYPTED`.",
			"Set the passphrase argument, or use an unencrypted key.",
		},
		text{
			"鍵ファイルはパスフレーズで保護されていますが、パスフレーズが指定されていません。",
			"保護されている鍵ファイルでは、先頭付近に `ENCRYPTED` と書かれています。",
			"パスフレーズの引数を指定するか、保護されていない鍵ファイルを使用してください。",
		},
	},
	{
		[]string{"Passphrase without a key"},
		text{"A passphrase is set, but not the key that it opens.", "", "Set `key` as well, or remove the passphrase."},
		text{"パスフレーズが指定されていますが、対応する鍵が指定されていません。", "", "`key` も指定するか、パスフレーズを削除してください。"},
	},
	{
		[]string{"Version without content_wo"},
		text{"`content_wo_version` is useful only with `content_wo`.", "", "Remove it, or set `content_wo`."},
		text{"`content_wo_version` は `content_wo` と組み合わせて使用します。", "", "削除するか、内容を `content_wo` で指定してください。"},
	},
	{
		[]string{"Two … for one server", "… is managed twice"},
		text{
			"Two resources manage the same thing on one server, and would undo each other's changes in every apply.",
			"With `confproxy_certificate`, leave `use_ssl`, `certificate`, `key`, `certificate_chain` and `key_passphrase_wo` out of `confproxy_httpt_ssl`.",
			"Keep one of them. For another server, add a provider configuration with an alias.",
		},
		text{
			"1台のサーバーの同じ設定を2つのリソースが管理しています。apply のたびに互いの変更を打ち消します。",
			"`confproxy_certificate` を使う場合、`confproxy_httpt_ssl` には `use_ssl`、`certificate`、`key`、`certificate_chain`、`key_passphrase_wo` を指定しません。",
			"どちらか一方だけを残してください。別のサーバーを管理するには、alias 付きの provider を追加してください。",
		},
	},
	{
		[]string{"Row of another resource"},
		text{
			"`confproxy_setting` names a row that decides which certificate the server presents or where it listens.", "",
			"Use `confproxy_certificate` or `confproxy_httpt_ssl`, which check such a change before it is made and verify it afterwards.",
		},
		text{
			"`confproxy_setting` に、証明書または待ち受けポートを決める項目が指定されています。", "",
			"変更の前後に確認を行う `confproxy_certificate` または `confproxy_httpt_ssl` を使用してください。",
		},
	},
	{
		[]string{"Secret in value", "Row that is no secret", "Missing value_wo", "Value of an imported setting is missing"},
		text{"A secret row needs `value_wo`, which is in no state; a row that shows its value needs `value`.", "", "Use the argument that the message names."},
		text{
			"秘密の項目には `value_wo`（state に保存されません）、値が表示される項目には `value` を指定します。", "",
			"メッセージに示された引数を使用してください。",
		},
	},
	{
		[]string{"Password without encryption"},
		text{
			"The endpoint is `http` on another machine: anybody on the network can read the password and the keys.", "",
			"Use `https`, with `certificate_fingerprint` if necessary, or run Terraform on the server itself.",
		},
		text{
			"エンドポイントが別のマシンの `http` です。パスワードと鍵が暗号化されずにネットワークを流れます。", "",
			"`https` を使用してください（必要に応じて `certificate_fingerprint` を指定します）。または、サーバー上で Terraform を実行してください。",
		},
	},
	{
		[]string{"Literal path to a managed file", "Path outside the Private storage", "Files not checked"},
		text{
			"A path is literal, or outside the storage that the provider can read. Terraform does not know the order then, or the files are not checked.", "",
			"Refer to the `path` of the `confproxy_private_file`.",
		},
		text{
			"パスが直接書かれているか、本プロバイダーが読み取れない場所を指しています。処理の順序が保証されないか、事前の確認ができません。", "",
			"`confproxy_private_file` の `path` を参照してください。",
		},
	},
	{
		[]string{"Private key in the state"},
		text{
			"The private key is in `content` or `content_base64`, which Terraform stores in its state.",
			"Anybody who can read the state can read the key.",
			"Use `source` or `content_wo`, apply, and delete old copies of the state.",
		},
		text{
			"鍵が `content` または `content_base64` で指定されています。この値は Terraform の state に保存されます。",
			"state を読める人は、鍵も読めます。",
			"`source` または `content_wo` で指定して apply し、古い state のコピーを削除してください。",
		},
	},
	{
		[]string{"File changes a public page"},
		text{"A Private file whose name begins with `web_content___` replaces a public web page.", "", "Choose another name, unless that is what you want."},
		text{"名前が `web_content___` で始まるファイルは、公開ページを置き換えます。", "", "意図したものでなければ、別の名前にしてください。"},
	},
	{
		[]string{"Unable to configure the provider"},
		text{
			"The provider cannot use its own arguments.", "The message says which one, and why.",
			"Correct the `provider` block or the environment variable.",
		},
		text{
			"provider ブロックの引数を使用できません。", "どの引数がなぜ使用できないかがメッセージに表示されます。",
			"provider ブロックまたは環境変数を修正してください。",
		},
	},
}
