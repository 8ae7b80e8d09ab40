// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package guides

// kinds are the causes that a message names after "cannot …:".
var kinds = []problem{
	{
		[]string{"the server cannot be reached"},
		text{
			"There is no connection to the endpoint.", "Are host, port and `http` or `https` right? Is the server running? Is a firewall or proxy in between?",
			"Open `<endpoint>/conf` in a browser on this machine. Once that works, apply again.",
		},
		text{
			"エンドポイントに接続できません。", "ホスト名、ポート、`http`/`https`、サーバーの稼働状況、途中のファイアウォールやプロキシを確認してください。",
			"このマシンのブラウザで `<エンドポイント>/conf` を開き、開けることを確認してから、もう一度実行してください。",
		},
	},
	{
		[]string{"the answer did not end in time"},
		text{
			"The server began to answer, and the answer did not end within `request_timeout`.", "Does a browser on this machine show the page, and how long does it load?",
			"Raise the provider's `request_timeout`. If the page never ends, read the log of the server, and check any proxy in between.",
		},
		text{
			"サーバーは応答を始めましたが、`request_timeout` の時間内に終わりませんでした。", "このマシンのブラウザでページが表示されるか、何秒かかるかを確認してください。",
			"プロバイダーの `request_timeout` を大きくしてください。表示が終わらない場合は、サーバーのログと途中のプロキシを確認してください。",
		},
	},
	{
		[]string{"the TLS handshake failed"},
		text{
			"The endpoint is `https`, and its port does not serve TLS: certificate, key and passphrase on the server do not fit, or SSL is off.",
			"Does `http://` with the same host and port open the administration?",
			"Set `endpoint` to that address for one apply, which repairs the settings.",
		},
		text{
			"エンドポイントは `https` ですが、ポートが TLS で応答しません（サーバーの証明書、鍵ファイル、パスフレーズが合わないか、SSL が無効です）。",
			"同じホストとポートの `http://` で管理画面が開くかを確認してください。",
			"`endpoint` にそのアドレスを指定して apply すると、設定が修復されます。",
		},
	},
	{
		[]string{"the server's certificate is not trusted"},
		text{
			"This machine does not trust the certificate of the endpoint: it is self-signed, from a private authority, expired, or for another name.",
			"Compare the fingerprint in the message with the one that a browser on the server shows.",
			"Set `ca_cert_file` or `tls_server_name`, or `certificate_fingerprint` once you have compared it. For an expired certificate, set the fingerprint.",
		},
		text{
			"エンドポイントの証明書をこのマシンが信頼していません（自己証明書、社内の認証局、期限切れ、名前の不一致など）。",
			"メッセージのフィンガープリントを、サーバー上で確認したものと比べてください。",
			"`ca_cert_file` または `tls_server_name` を指定してください。確認できた場合は `certificate_fingerprint` も使えます。期限切れの場合もこれを使います。",
		},
	},
	{
		[]string{"the login was refused", "no password is configured"},
		text{
			"The administration refused user name and password, or no password is configured. A refused password is not tried again, because the server could lock you out.",
			"Log in by hand. Must the account change its password? Is it on the administrator whitelist?",
			"Set `CONFPROXY_PASSWORD` (and `CONFPROXY_USERNAME`), wait some minutes if you are locked out, and try again.",
		},
		text{
			"ユーザー名とパスワードが拒否されたか、パスワードが指定されていません。ロックアウトを防ぐため、拒否されたパスワードは再送しません。",
			"ブラウザでログインしてみてください。パスワードの変更を求められませんか。管理者のホワイトリストに登録されていますか。",
			"`CONFPROXY_PASSWORD`（および `CONFPROXY_USERNAME`）を設定してください。ロックされている場合は、数分待ってから実行してください。",
		},
	},
	{
		[]string{"this machine's network is not trusted by the server"},
		text{
			"The administration is open to trusted networks only.", "From which address does this machine connect to the server?",
			"Add that address to the trusted networks (on Linux the file `setting_trustednet`), or run Terraform on a machine in one of them.",
		},
		text{
			"管理画面は、信頼されたネットワークからのみ利用できます。", "このマシンがどのアドレスから接続しているかを確認してください。",
			"そのアドレスを信頼されたネットワークに追加する（Linux では `setting_trustednet` ファイル）か、許可されたマシンで実行してください。",
		},
	},
	{
		[]string{"the page is not as documented"},
		text{
			"A page lacks elements that the provider needs, or is not the administration of an ISL Conference Proxy.",
			"Is the endpoint right? The data source `confproxy_server` shows what the provider recognises.",
			"Correct the endpoint. Otherwise set `CONFPROXY_CAPTURE_DIR`, run again, and report the captured pages.",
		},
		text{
			"ページに必要な項目が見つからないか、ISL Conference Proxyの管理画面ではありません。",
			"エンドポイントのアドレスを確認してください。データソース `confproxy_server` で、認識された項目を確認できます。",
			"エンドポイントを修正してください。解決しない場合は `CONFPROXY_CAPTURE_DIR` を設定して再実行し、保存されたページを添えて報告してください。",
		},
	},
	{
		[]string{"the page's encoding lacks characters of the value"},
		text{
			"The administration's pages have an old encoding, such as ISO-8859-1, and a value, a passphrase or the name of a file has characters that it lacks. " +
				"Nothing was sent.", "",
			"Use other characters; ASCII always works.",
		},
		text{
			"管理画面のページが古い文字コード（ISO-8859-1 など）のため、設定の値、パスフレーズまたはファイル名に、送信できない文字が含まれています。何も送信していません。", "",
			"別の文字を使ってください。ASCII の文字であれば必ず送信できます。",
		},
	},
	{
		[]string{"the server leads to another host"},
		text{
			"A link, form or redirect leads to another host. Nothing was sent there.", "Is a reverse proxy in between?",
			"If that host is right, make it the endpoint.",
		},
		text{
			"リンク、フォームまたはリダイレクトが、別のホストを指しています。そこへは何も送信していません。", "途中にリバースプロキシはありませんか。",
			"そのホストが正しい場合は、エンドポイントに指定してください。",
		},
	},
	{
		[]string{"the server answered with an error"},
		text{
			"The server answered with an error status or an error message.", "Read the log of the server.",
			"Try again later. If the error persists, find the cause in that log.",
		},
		text{
			"サーバーがエラーを返しました。", "サーバーのログを確認してください。",
			"しばらくしてから再実行してください。続く場合は、ログから原因を調べてください。",
		},
	},
	{
		[]string{"the outcome of a change is unknown"},
		text{
			"A change was sent, its answer was lost, and the server cannot be read now.", "",
			"Wait until the server answers, and plan: the plan shows the actual state. Another apply converges.",
		},
		text{
			"変更を送信しましたが応答がなく、結果を確認できません。", "",
			"サーバーが応答するのを待って plan を実行してください。実際の状態が表示され、もう一度 apply すれば整います。",
		},
	},
	{
		[]string{"a change did not take effect"},
		text{"The server accepted the change but does not show it.", "Read the server's own message, if the page shows one.", "Apply again. If the error persists, make the change by hand to see why."},
		text{"サーバーが変更を受け付けましたが、反映されていません。", "画面にエラーが表示されていないか確認してください。", "もう一度 apply してください。続く場合は、管理画面から手作業で変更して原因を確認してください。"},
	},
	{
		[]string{"somebody else changed the server meanwhile"},
		text{
			"Since the plan, somebody has changed the same file or row. The provider did not touch it.", "Who is working in the administration right now?",
			"Plan again, and check whether you still want the change.",
		},
		text{
			"plan の後に、他の人が同じファイルまたは項目を変更しました。その変更には手を加えていません。", "現在、管理画面で作業している人がいないか確認してください。",
			"もう一度 plan を実行し、変更が必要かどうかを確認してください。",
		},
	},
	{
		[]string{"the file exists already"},
		text{"The Private storage has a file of that name with other contents.", "", "Import it, choose another name, or set `overwrite = true`."},
		text{"[Private] タブに、同じ名前で内容の異なるファイルがあります。", "", "import するか、別の名前にするか、`overwrite = true` を指定してください。"},
	},
	{
		[]string{"the file does not exist"},
		text{"The Private storage has no file of that name.", "The message lists the files of the Private storage.", "Correct the name, or apply again to upload it."},
		text{"[Private] タブに、その名前のファイルがありません。", "存在するファイルの一覧がメッセージに表示されます。", "名前を修正するか、もう一度 apply してアップロードしてください。"},
	},
	{
		[]string{"the file has not reached every server of the grid"},
		text{
			"A server of the grid lacks the files, so the settings were not changed.", "*Activity monitor > Servers*: is it connected?",
			"Reconnect the server, or take it out of the grid, and apply again. For a slow grid, raise `live_check.timeout`.",
		},
		text{
			"グリッド内のサーバーにファイルが行き渡っていないため、設定は変更していません。", "[Activity monitor]-[Servers] で接続状態を確認してください。",
			"サーバーを復旧するか、グリッドから外して、もう一度 apply してください。時間がかかる場合は `live_check.timeout` を大きくしてください。",
		},
	},
	{
		[]string{"the file is in use"},
		text{"A setting still names the file, so it was not deleted.", "", "Change that setting first; with new names, set `create_before_destroy = true`."},
		text{"設定がまだファイルを参照しているため、削除していません。", "", "先に設定を変更してください。新しい名前で入れ替える場合は `create_before_destroy = true` を指定します。"},
	},
	{
		[]string{"the client is read-only"},
		text{
			"`read_only` is true: the message shows what would be sent. Nothing was sent.", "Compare the fields with those of your browser.",
			"To make the change, remove `read_only` (or `CONFPROXY_READ_ONLY`) and apply again.",
		},
		text{
			"`read_only` が true です。送信する内容が表示されるだけで、何も送信していません。", "表示された項目を、ブラウザで送信される内容と比べてください。",
			"変更を行うには、`read_only`（または `CONFPROXY_READ_ONLY`）の指定を外して、もう一度 apply してください。",
		},
	},
	{
		[]string{"the check before the change failed"},
		text{"The change would not have worked. Nothing was changed.", "", "Do what the message says, and apply again."},
		text{"このままでは正しく動作しないため、何も変更していません。", "", "メッセージの指示に従い、もう一度 apply してください。"},
	},
	{
		[]string{"the endpoint's port would go"},
		text{"The new list of ports lacks the port that the provider uses.", "", "Keep that port, or set `allow_endpoint_port_removal = true` and change the endpoint afterwards."},
		text{"新しいポートの一覧に、本プロバイダーが接続しているポートが含まれていません。", "", "そのポートを残すか、`allow_endpoint_port_removal = true` を指定し、後でエンドポイントを変更してください。"},
	},
	{
		[]string{"the address of the live check does not answer"},
		text{
			"Nothing answers at the address whose handshake would verify the change. Nothing was changed.", "Can this machine reach the server's TLS port?",
			"Set `live_check.addresses` to an address that this machine can reach. Or set `live_check.enabled = false`, without verification and roll-back.",
		},
		text{
			"変更を確認するためのアドレスが応答しません。何も変更していません。", "このマシンからサーバーの TLS ポートに接続できますか。",
			"`live_check.addresses` に接続できるアドレスを指定してください。`live_check.enabled = false` では確認も復元も行われません。",
		},
	},
	{
		[]string{"the passphrase could not be entered"},
		text{
			"The endpoint is `https`, and the server closes the connection after every answer. Once the settings name the new key, the server " +
				"serves no TLS until its passphrase is entered, which needs such a connection. Nothing was changed.", "",
			"Set `endpoint` to an `http://` address for this apply, or use a key without a passphrase.",
		},
		text{
			"エンドポイントは `https` で、サーバーは応答のたびに接続を閉じます。新しい鍵ファイルを設定すると、パスフレーズを入力するまで TLS で接続できず、" +
				"パスフレーズを入力できません。何も変更していません。", "",
			"この apply では `endpoint` に `http://` のアドレスを指定するか、パスフレーズのない鍵ファイルを使ってください。",
		},
	},
	{
		[]string{"the passphrase of the new key is still due"},
		text{
			"The settings name the new key, its passphrase was not entered, and the change could not be undone. Until then the server serves no TLS.", "",
			"Apply again at once, with an `http://` address as `endpoint`: that enters the passphrase.",
		},
		text{
			"新しい鍵ファイルを設定した後、パスフレーズを入力できず、変更を元に戻すこともできませんでした。入力するまで、サーバーは TLS で接続できません。", "",
			"すぐに `endpoint` に `http://` のアドレスを指定し、もう一度 apply してください。パスフレーズが入力されます。",
		},
	},
	{
		[]string{"the live check failed"},
		text{
			"After the change the port did not present the new certificate. The previous settings and files were restored.",
			"What does the message say is presented instead? Does a reverse proxy or load balancer have its own certificate?",
			"If something stands in front of the server, set `live_check.addresses` to the server itself. " +
				"If the server reads certificates only when it starts, set `restart = \"when_needed\"`. Otherwise correct the files, and apply again.",
		},
		text{
			"変更後に、ポートが新しい証明書を提示しませんでした。以前の設定とファイルは復元されています。",
			"代わりに何が提示されたかをメッセージで確認してください。独自の証明書を持つリバースプロキシやロードバランサーはありませんか。",
			"手前に機器がある場合は、`live_check.addresses` にサーバー自身のアドレスを指定してください。" +
				"サーバーが起動時にしか証明書を読み込まない場合は `restart = \"when_needed\"` を指定してください。それ以外の場合はファイルを修正し、もう一度 apply してください。",
		},
	},
}
