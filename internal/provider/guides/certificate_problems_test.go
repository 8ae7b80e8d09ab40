// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package guides

// certificateProblems are about the key, the certificate and the chain.
var certificateProblems = []problem{
	{
		[]string{"Key and certificate do not match"},
		text{
			"The certificate was requested with another key.",
			"`openssl x509 -in server.crt -noout -pubkey` and `openssl pkey -in server.key -pubout` must print the same.",
			"Give the key that was made together with the request for this certificate. Nothing was changed on the server.",
		},
		text{
			"証明書が、別の鍵ファイルで作成した CSR に対して発行されています。",
			"`openssl x509 -in server.crt -noout -pubkey` と `openssl pkey -in server.key -pubout` の出力が一致する必要があります。",
			"この証明書の CSR を作成したときの鍵ファイルを指定してください。サーバーは変更されていません。",
		},
	},
	{
		[]string{"Passphrase wrong", "Passphrase ends in white space"},
		text{
			"The passphrase does not open the key, or does so only without the line break or space at its end.",
			"`openssl pkey -in server.key -noout` asks for the passphrase, and fails if it is wrong.",
			"Use the passphrase of this file. If it comes from `file()`, wrap that in `trimspace()`.",
		},
		text{
			"パスフレーズで鍵ファイルを開けないか、パスフレーズの末尾に余分な改行や空白があります。",
			"`openssl pkey -in server.key -noout` を実行すると、パスフレーズが正しいかを確認できます。",
			"この鍵ファイルのパスフレーズを指定してください。`file()` で読み込む場合は `trimspace()` で囲んでください。",
		},
	},
	{
		[]string{"Passphrase not needed"},
		text{"The key is not encrypted, but a passphrase is set.", "", "Remove the passphrase, unless the next key is encrypted."},
		text{"保護されていない鍵ファイルにパスフレーズが指定されています。", "", "次の鍵ファイルが保護されている場合を除き、パスフレーズを削除してください。"},
	},
	{
		[]string{"Certificate has expired", "Certificate expires too soon"},
		text{
			"The certificate has expired, or fewer than `minimum_days_valid` days are left.",
			"Is it the new file, and not last year's? Is the clock of this machine right?",
			"Use the new certificate. To deploy this one anyway, lower `minimum_days_valid`; an expired certificate is never deployed.",
		},
		text{
			"証明書の有効期間が終了しているか、残り日数が `minimum_days_valid` を下回っています。",
			"前回のファイルではなく、新しいファイルですか。このマシンの時計は合っていますか。",
			"新しい証明書を指定してください。この証明書をあえて適用するには `minimum_days_valid` を小さくします。期限切れの証明書は適用できません。",
		},
	},
	{
		[]string{"Certificate is not valid yet"},
		text{"The certificate becomes valid later.", "Is the clock of this machine right?", "Wait until then, or have the certificate reissued."},
		text{"証明書の有効期間がまだ始まっていません。", "このマシンの時計は合っていますか。", "開始日時まで待つか、証明書の再発行を受けてください。"},
	},
	{
		[]string{"Certificate does not cover the server's name", "Certificate covers no name", "Certificate covers only IP addresses"},
		text{
			"The certificate does not cover the name that users connect to, so browsers and clients will refuse it.",
			"Compare `dns_names` in the plan with the address that users type. The name comes from the endpoint or from `live_check.server_name`.",
			"If the name is right, have a certificate issued for it. If Terraform connects by another name or an IP address, set `live_check.server_name`.",
		},
		text{
			"利用者が使うサーバー名が証明書に含まれていないため、ブラウザやクライアントが証明書を拒否します。",
			"plan の `dns_names` と、利用者が入力するアドレスを比べてください。サーバー名はエンドポイントまたは `live_check.server_name` から決まります。",
			"名前が正しい場合は、その名前で証明書の発行を受けてください。別名や IP アドレスで接続している場合は `live_check.server_name` を指定してください。",
		},
	},
	{
		[]string{"Certificate is an authority's", "Certificate is not for servers"},
		text{
			"The certificate was not issued for a TLS server.", "Did you use the intermediate certificate instead of the server's?",
			"Use the server's certificate, or have one issued for a TLS server.",
		},
		text{
			"TLS サーバー用ではない証明書です。", "SSLサーバー証明書の代わりに中間証明書を指定していませんか。",
			"SSLサーバー証明書を指定するか、TLS サーバー用の証明書の発行を受けてください。",
		},
	},
	{
		[]string{"Server certificate is not the first", "Certificates in the wrong order"},
		text{
			"The file has several certificates, and the server's own is not the first.", "",
			"Order them: the server's certificate, then its issuer, and so on.",
		},
		text{
			"ファイルに複数の証明書が含まれていますが、先頭がSSLサーバー証明書ではありません。", "",
			"SSLサーバー証明書、その発行者の中間証明書、という順に並べてください。",
		},
	},
	{
		[]string{"No chain"},
		text{
			"There is no intermediate certificate. Some browsers find it by themselves; other clients refuse the server.",
			"The authority delivers the intermediate certificate with the server's, or offers it for download.",
			"Set `chain_pem` (or `certificate_chain`) to it.",
		},
		text{
			"中間証明書が指定されていません。自動的に補うブラウザもありますが、他のクライアントは接続を拒否します。",
			"中間証明書は、発行会社から証明書と一緒に提供されるか、発行会社のサイトからダウンロードできます。",
			"`chain_pem`（または `certificate_chain`）に指定してください。",
		},
	},
	{
		[]string{"Certificate missing in the chain", "Issuer of the same name with another key"},
		text{
			"The chain does not lead from the server's certificate to its authority: one certificate is missing, or belongs to another generation.",
			"The message names the expected issuer.",
			"Download that intermediate certificate from the authority, and add it to the chain.",
		},
		text{
			"中間証明書がSSLサーバー証明書から認証局までつながっていません。1つ足りないか、世代の異なるものが含まれています。",
			"必要な発行者の名前がメッセージに表示されます。",
			"その中間証明書を発行会社から入手して追加してください。",
		},
	},
	{
		[]string{"Chain in the wrong order", "Chain continues after the root"},
		text{
			"The intermediate certificates are not in order from the server's issuer up to the root.", "",
			"Reorder them as the message says, and remove certificates that do not belong to the chain.",
		},
		text{
			"中間証明書が、発行者からルート証明書へ向かう順に並んでいません。", "",
			"メッセージに従って並べ替え、関係のない証明書を取り除いてください。",
		},
	},
	{
		[]string{"Certificate repeated in the chain", "Server certificate repeated in the chain"},
		text{"A certificate occurs twice. Clients accept that.", "", "Remove the duplicate."},
		text{"同じ証明書が2回含まれています。動作に問題はありません。", "", "重複を取り除いてください。"},
	},
	{
		[]string{"Issuer is not an authority", "Path length violated", "Name constraints violated"},
		text{
			"A certificate in the chain is not allowed to issue the one before it. Clients will refuse the chain.", "",
			"Ask the authority for the right intermediate certificate.",
		},
		text{
			"中間証明書に、証明書を発行する権限がありません。クライアントが拒否します。", "",
			"正しい中間証明書を発行会社に確認してください。",
		},
	},
	{
		[]string{"Key is short", "Signature is weak"},
		text{"Current clients refuse such a key or signature.", "", "Request a certificate with an RSA key of 2048 bits or an EC key, signed with SHA-256."},
		text{"現在のクライアントは、この鍵または署名を拒否します。", "", "2048 ビット以上の RSA 鍵または EC 鍵を使い、SHA-256 で署名された証明書の発行を受けてください。"},
	},
	{
		[]string{"Key is encrypted PKCS#8", "Key is Ed25519", "Key is in OpenSSH's form"},
		text{
			"The key is in a form that the product may not read, because its documents do not mention it.", "",
			"Convert it with the command in the message, or use an RSA or EC key.",
		},
		text{
			"製品が対応しているとは限らない形式の鍵ファイルです。", "",
			"メッセージに表示されたコマンドで変換するか、RSA または EC の鍵を使用してください。",
		},
	},
	{
		[]string{"Certificate not checked", "Private key not checked", "Key not checked"},
		text{
			"The provider cannot read this kind of certificate or key, or lacks its passphrase. It is stored as it is.",
			"",
			"Nothing, if that is intended: the handshake after the change shows whether it works. Otherwise use an RSA or EC key.",
		},
		text{
			"本プロバイダーが読み取れない種類の証明書または鍵か、パスフレーズが不明です。内容はそのまま保存されます。",
			"",
			"意図したものであれば対処は不要です。変更後のハンドシェイクで動作を確認します。そうでなければ RSA または EC の鍵を使用してください。",
		},
	},
	{
		[]string{"Certificate cannot be read", "Chain cannot be read", "Key cannot be read", "Invalid PEM"},
		text{
			"The file is damaged or truncated.", "Compare it with the file from the authority: it must have whole blocks from `-----BEGIN` to `-----END`.",
			"Use the file as it was issued. Do not copy its text out of an e-mail.",
		},
		text{
			"ファイルが壊れているか、途中で切れています。", "発行会社から受け取ったファイルと比べてください。`-----BEGIN` から `-----END` までが揃っている必要があります。",
			"発行されたファイルをそのまま指定してください。メールの本文からコピーしないでください。",
		},
	},
	{
		[]string{"No certificate in the file", "No certificate in the chain file", "Not one private key in the file"},
		text{
			"The file is not PEM, or has other contents. It is often a `.pfx`, `.p7b` or DER file.", "",
			"Convert it with the command in the message, or use the function `certificate_bundle`.",
		},
		text{
			"PEM 形式でないか、別の内容のファイルです。`.pfx`、`.p7b`、DER 形式であることが多くあります。", "",
			"メッセージに表示されたコマンドで変換するか、関数 `certificate_bundle` を使用してください。",
		},
	},
	{
		[]string{"Private key in …", "Certificate and private key in one file"},
		text{
			"A file of certificates contains a private key.", "Could others read that file?",
			"Move the key to a separate file. If others could read it, have the certificate reissued with a new key.",
		},
		text{
			"証明書のファイルに鍵が含まれています。", "このファイルを他の人が読めた可能性はありませんか。",
			"鍵は別のファイルに分けてください。他の人が読めた場合は、新しい鍵で証明書の再発行を受けてください。",
		},
	},
	{
		[]string{"File is not UTF-8 with LF line endings"},
		text{
			"The file on the server has CR LF line endings, a byte order mark or UTF-16, and the server refuses such a file.", "",
			"Upload it with `confproxy_private_file` or `confproxy_certificate`, which convert it.",
		},
		text{
			"サーバー上のファイルの文字コードが「UTF-8」でないか、改行コードが「LF」ではありません。製品はこのようなファイルを読み込めません。", "",
			"`confproxy_private_file` または `confproxy_certificate` でアップロードしてください。自動的に変換されます。",
		},
	},
	{
		[]string{"File not found"},
		text{
			"A setting names a file that is not in the Private storage.", "The message lists the files of the Private storage.",
			"Upload the file first, or refer to the `path` of its `confproxy_private_file`.",
		},
		text{
			"設定で指定されたファイルが [Private] タブにありません。", "存在するファイルの一覧がメッセージに表示されます。",
			"先にファイルをアップロードするか、`confproxy_private_file` の `path` を参照してください。",
		},
	},
}
