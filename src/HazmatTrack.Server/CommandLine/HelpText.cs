using HazmatTrack.Domain;
using HazmatTrack.Server.Audit;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Replay;

namespace HazmatTrack.Server.CommandLine;

/// <summary>The texts of <c>--help</c> and <c>--version</c>. Chinese unless the user's locale, or <c>--lang</c>, selects another language.</summary>
internal static class HelpText
{
    /// <summary>Name, version and, where the build knows it, the commit.</summary>
    public static string Version => $"HazmatTrack {BuildInfo.Version}";

    /// <param name="command">The command whose help is requested: <c>replay</c>, <c>audit</c>, <c>health</c>, <c>migrate</c>; null for the program's.</param>
    /// <param name="language">The requested language: <c>zh</c>, <c>en</c>, or null for the locale's.</param>
    /// <param name="variable">Reads the environment.</param>
    public static string ForLanguage(string? command, string? language, Func<string, string?> variable) => (command switch
    {
        "replay" => new LocalText(ReplayArguments.UsageChinese, ReplayArguments.Usage),
        "audit" => new(VerifyArguments.UsageChinese, VerifyArguments.Usage),
        "health" => new(HealthArguments.UsageChinese, HealthArguments.Usage),
        "migrate" => new(MigrateArguments.UsageChinese, MigrateArguments.Usage),
        _ => new(Chinese, English),
    }).In(LanguageOf(language, variable));

    /// <summary>The requested language, or the locale's where none is.</summary>
    public static Language LanguageOf(string? language, Func<string, string?> variable) =>
        IsChinese(language ?? Locale(variable)) ? Language.Chinese : Language.English;

    /// <summary>The locale by the rules of POSIX: the first variable that is set counts.</summary>
    private static string Locale(Func<string, string?> variable) =>
        ((string[])["LC_ALL", "LC_MESSAGES", "LANG"]).Select(variable).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? "";

    /// <summary>A locale without a language (C, POSIX, none) selects the product's default.</summary>
    private static bool IsChinese(string language) =>
        language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) || language is "" or "POSIX" || language.Split('.')[0] == "C";

    private const string Chinese = """
        HazmatTrack：长三角危险货物道路运输联防联控

          HazmatTrack.Server [--节:设置=值 ...]      启动服务；不带参数时所有部件内嵌运行，并有演示车队
          HazmatTrack.Server replay 文件.csv ...     回放轨迹文件（详见 replay --help）
          HazmatTrack.Server audit verify ...        校验审计记录（详见 audit --help）
          HazmatTrack.Server health [--live]         询问运行中的程序是否就绪（详见 health --help）
          HazmatTrack.Server migrate --role 角色     升级数据库并授权（详见 migrate --help）
          HazmatTrack.Server --help [--lang zh|en]   本说明（英文：--lang en）
          HazmatTrack.Server --version               版本

        用 dotnet run 时，参数写在 -- 之后：dotnet run --project src/HazmatTrack.Server -- --Server:Port=8080
        设置也可写成环境变量（Server__Port）或写在程序旁的 appsettings.json 中。常用的有：

          --roles gateway,tracker,web        本进程的职责；不设则全部承担（见 README.zh-CN.md“角色”）
          --Server:Port=5080                 网页与 API 的端口，仅限本机；0 表示任选空闲端口
          --Server:DataFolder=data           内嵌部件的数据目录
          --Kafka:BootstrapServers=主机:端口  Kafka；不设则内嵌
          --Kafka:EmbeddedPort=0             内嵌 Kafka 的端口；0 表示任选，启动时在日志中给出
          --Redis:ConnectionString=...       Redis；不设则内嵌
          --Postgres:ConnectionString=...    PostgreSQL；不设则用 SQLite
          --Demo:Enabled=true|false          演示车队；内嵌 Kafka 时默认开启

        全部设置及说明见 README.zh-CN.md；生效的设置在启动时写入日志。

        退出码
          0  正常停止
          1  运行中出错（见日志）；回放：有的行未能发送；校验：审计记录有改动；health：未就绪
          2  参数、设置或文件有误，重启无用；回放：无法开始
          3  所需的服务（Kafka、Redis、PostgreSQL）无法连接，或内嵌部件未能启动
          4  端口或数据目录被其他进程占用
        """;

    private const string English = """
        HazmatTrack: joint control of dangerous-goods road transport in the Yangtze River Delta

          HazmatTrack.Server [--Section:Name=value ...]   starts the server; without settings all parts run embedded, with a demo fleet
          HazmatTrack.Server replay FILE.csv ...          sends recorded tracks (see replay --help)
          HazmatTrack.Server audit verify ...             verifies the audit record (see audit --help)
          HazmatTrack.Server health [--live]              asks the running program whether it is ready (see health --help)
          HazmatTrack.Server migrate --role ROLE          migrates the database and gives the program's role its rights (see migrate --help)
          HazmatTrack.Server --help [--lang zh|en]        this text（中文：--lang zh）
          HazmatTrack.Server --version                    the version

        With dotnet run, arguments follow a --: dotnet run --project src/HazmatTrack.Server -- --Server:Port=8080
        Settings are also read from the environment (Server__Port) and from appsettings.json beside the program. The most used:

          --roles gateway,tracker,web           what this process does; everything where it is not set (README, "Roles")
          --Server:Port=5080                    port of page and API, on loopback; 0 takes a free one
          --Server:DataFolder=data              where the embedded parts keep their data
          --Kafka:BootstrapServers=HOST:PORT    Kafka; embedded where it is not set
          --Kafka:EmbeddedPort=0                port of the embedded Kafka; 0 takes a free one, which the log tells at start
          --Redis:ConnectionString=...          Redis; embedded where it is not set
          --Postgres:ConnectionString=...       PostgreSQL; SQLite where it is not set
          --Demo:Enabled=true|false             the demo fleet; on by default with the embedded Kafka

        README.md lists all settings; those in effect are logged at start.

        Exit codes
          0  stopped in order
          1  a fault while running (see the log); replay: some lines were not sent; audit verify: the record was tampered with;
             health: the program is not ready
          2  an option, a setting or a file is wrong: starting again does not help; replay: nothing could be begun
          3  a server it needs (Kafka, Redis, PostgreSQL) is not reachable, or an embedded part did not start
          4  a port or the data folder is in use by another process
        """;
}
