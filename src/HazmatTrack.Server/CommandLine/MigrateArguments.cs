namespace HazmatTrack.Server.CommandLine;

/// <summary>The arguments of <c>migrate</c> on the command line.</summary>
/// <param name="Role">The role of PostgreSQL that the program has.</param>
/// <param name="Language">The requested language; null for the locale's.</param>
/// <param name="Settings">The settings among the arguments.</param>
internal sealed record MigrateArguments(string Role, string? Language, string[] Settings)
{
    public const string Usage = """
        migrate --role ROLE [--lang zh|en] [--Section:Name=value ...]    migrates the PostgreSQL database and gives the program's role its rights

          --role ROLE            the role that the program connects with. It must exist, be no superuser, and own neither the database nor
                                 its schema
          --lang zh|en           the language of the report

        --Postgres:ConnectionString is here that of another role, which owns the audit record, is a member of ROLE and owns the database; the
        program never gets it. So the program adds to the audit record and cannot change or remove what is in it. All other tables
        belong to ROLE. Run it before the first start and before that of each new version; done again it changes nothing.

        The role that owns the audit record cannot be told apart from the program's where there is one role for both. A program that
        other machines reach refuses to start with such a role.

        Ends with 0 when all is done, 2 when an option, a setting or a role is wrong, 3 when the database does not answer.
        """;

    /// <summary>The same in Chinese.</summary>
    public const string UsageChinese = """
        migrate --role 角色 [--lang zh|en] [--节:设置=值 ...]    升级 PostgreSQL 数据库，并授予程序所用角色其权限

          --role 角色            程序连接数据库所用的角色。须已存在，不得为超级用户，也不得拥有该数据库或其模式
          --lang zh|en           报告的语言

        此处的 --Postgres:ConnectionString 属于另一个角色：它拥有审计记录，是上述角色的成员，并拥有该数据库；程序得不到它。
        因此程序只能向审计记录追加，不能更改或删除其中的内容。其余各表归程序的角色所有。首次启动前以及每个新版本启动前执行一次；重复执行没有影响。

        如果两者共用一个角色，则无法区分审计记录的所有者与程序。对其他机器开放的程序使用这样的角色时拒绝启动。

        退出码：0 完成；2 参数、设置或角色有误；3 数据库无法连接。
        """;

    /// <summary>Parses what follows <c>migrate</c>.</summary>
    /// <exception cref="CommandLineException">An option is unknown or lacks its value, or the role is missing.</exception>
    public static MigrateArguments Parse(IReadOnlyList<string> arguments)
    {
        var options = new CommandOptions("migrate", arguments);
        var (role, language, settings) = (options.Value("--role"), options.Value("--lang"), options.Settings());
        return role is not null ? new(role, language, settings) : throw new CommandLineException(new(
            "migrate 须指明程序连接数据库所用的角色：--role 角色。见 migrate --help。",
            "migrate needs the role that the program connects with: --role ROLE. See migrate --help."));
    }
}
