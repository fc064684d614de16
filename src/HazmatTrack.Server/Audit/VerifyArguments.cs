using HazmatTrack.Domain;
using HazmatTrack.Server.Csv;

namespace HazmatTrack.Server.Audit;

/// <summary>The arguments of <c>audit verify</c> on the command line.</summary>
internal sealed record VerifyArguments
{
    public const string Usage = """
        audit verify [options] [--Section:Name=value ...]    verifies the audit record of the configured database

          --from TIME            only from the last checkpoint before this time; without it from the first entry that is kept
          --to TIME              only up to the first checkpoint after this time; without it to the last entry
          --key FILE             a public key of the record in PEM; several times where the key was changed. Without it the key of
                                 this server is taken, which proves less: who changes the record may be able to change that too
          --checkpoints FILE     signed checkpoints that were kept elsewhere, one after the other as the topic has them, or answers of
                                 GET /api/v1/audit/checkpoints
          --lang zh|en           the language of the report

        The settings say where the record is and what it is called: --Postgres:ConnectionString, or --Server:DataFolder for SQLite, and
        --Audit:Origin, from the same places as the server's. Nothing is changed, and the server may run meanwhile. Times are written
        2026-11-28 12:00:15 (China's), 2026-11-28T12:00:15+08:00 or as Unix seconds, and are those at which entries were recorded.

        Every entry must follow from the one before by the hash chain, and every checkpoint must be signed by one of the keys and have
        the Merkle root of the entries up to it. Entries that were cut off together with the checkpoints that covered them are found
        by checkpoints from elsewhere only. The topic can be exported with: kcat -C -e -b HOST:PORT -t audit.checkpoints > FILE

        Ends with 0 when all is whole, 1 when something was tampered with (the report names the first bad entry), 2 when an option, a
        setting or a file is wrong or there is no record, 3 when the database does not answer.
        """;

    /// <summary>The same in Chinese.</summary>
    public const string UsageChinese = """
        audit verify [选项] [--节:设置=值 ...]    校验所配置数据库中的审计记录

          --from 时间            仅从该时间之前的最后一个检查点起；不设则从现存第一条起
          --to 时间              仅到该时间之后的第一个检查点止；不设则到最后一条
          --key 文件             审计记录的公钥（PEM）；更换过密钥时可多次给出。不设则用本服务器的密钥，证明力较弱：
                                 能改动记录的人也可能改动该密钥
          --checkpoints 文件     在别处保存的已签名检查点：按主题中的形式依次排列，或 GET /api/v1/audit/checkpoints 的答复
          --lang zh|en           报告的语言

        记录的位置和名称由设置决定：--Postgres:ConnectionString，使用 SQLite 时为 --Server:DataFolder，以及 --Audit:Origin，来源与服务器相同。
        不做任何改动，服务器可同时运行。时间可写作 2026-11-28 12:00:15（北京时间）、2026-11-28T12:00:15+08:00 或 Unix 秒，指记录入库的时间。

        每一条都必须与前一条的哈希链相符；每个检查点都必须由所给密钥之一签名，并与其涵盖的记录的 Merkle 根一致。
        如果记录与涵盖它们的检查点一并被截去，只有别处保存的检查点能够发现。主题可这样导出：kcat -C -e -b 主机:端口 -t audit.checkpoints > 文件

        退出码：0 完整；1 有改动（报告指出第一条有问题的记录）；2 参数、设置或文件有误，或没有审计记录；3 数据库无法连接。
        """;

    /// <summary>The span of recorded times; null for open ends.</summary>
    public Instant? From { get; init; }

    public Instant? To { get; init; }

    /// <summary>The files with public keys; empty for the key of this server.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The file with checkpoints from elsewhere; null for none.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>The requested language; null for the locale's.</summary>
    public string? Language { get; init; }

    /// <summary>The settings among the arguments.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Parses what follows <c>audit</c>.</summary>
    /// <exception cref="AuditCommandException">An option is unknown, lacks its value, or the value makes no sense.</exception>
    public static VerifyArguments Parse(IReadOnlyList<string> arguments)
    {
        if (arguments is not ["verify", ..])
        {
            throw new AuditCommandException(new("audit 只有一个命令：audit verify。见 audit --help。", "audit has one command, audit verify. See audit --help."));
        }

        var read = new VerifyArguments();
        for (var i = 1; i < arguments.Count; i++)
        {
            var (name, given) = Split(arguments[i]);
            if (name.Contains(':'))
            {
                read = read with { Settings = [.. read.Settings, arguments[i]] };
                if (given is null && i + 1 < arguments.Count && !arguments[i + 1].StartsWith('-'))
                {
                    read = read with { Settings = [.. read.Settings, arguments[++i]] };
                }

                continue;
            }

            string Value() => given ?? (++i < arguments.Count && !arguments[i].StartsWith("--", StringComparison.Ordinal)
                ? arguments[i]
                : throw new AuditCommandException(new($"{name} 须有值。见 audit --help。", $"{name} needs a value. See audit --help.")));
            read = name switch
            {
                "--from" => read with { From = Time(name, Value()) },
                "--to" => read with { To = Time(name, Value()) },
                "--key" => read with { Keys = [.. read.Keys, Value()] },
                "--checkpoints" => read with { Checkpoints = Value() },
                "--lang" => read with { Language = Value() },
                _ => throw new AuditCommandException(new($"没有选项 {name}。见 audit --help。", $"There is no option {name}. See audit --help.")),
            };
        }

        return read.From > read.To
            ? throw new AuditCommandException(new(
                $"--from {read.From} 晚于 --to {read.To}：其间没有任何记录。", $"--from {read.From} is after --to {read.To}: nothing lies between."))
            : read;
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var cut ? (argument[..cut], argument[(cut + 1)..]) : (argument, null);

    private static Instant Time(string name, string value) =>
        CsvTime.Parse(value, TimeSpan.FromHours(8)) ?? throw new AuditCommandException(new(
            $"{name} {value}：应为时间，如 2026-03-01 08:00:00、2026/3/1 8:00、20260301080000、2026-03-01T08:00:00+08:00 或 Unix 秒数。",
            $"{name} {value}: expected {CsvTime.Expected}."));
}
