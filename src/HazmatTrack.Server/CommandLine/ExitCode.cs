using HazmatTrack.Kafka.Embedded;
using HazmatTrack.Server.Audit;
using HazmatTrack.Server.Embedded;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.CommandLine;

/// <summary>The exit codes of the program. The numbers are stable: units and orchestrators depend on them.</summary>
internal enum ExitCode
{
    /// <summary>Stopped in order, or help was shown.</summary>
    Done = 0,

    /// <summary>
    /// A fault while the program ran, which is in the log; for a replay: some lines were not sent; for a verification: the audit record was tampered with;
    /// for <c>health</c>: the program is not ready.
    /// </summary>
    Fault = 1,

    /// <summary>An option, a setting or a file that it names is wrong: starting again does not help. For a replay: it could not start.</summary>
    Misused = 2,

    /// <summary>A server that the program needs does not answer, or an embedded part does not start: starting again may help.</summary>
    Unreachable = 3,

    /// <summary>A port or the data folder is in use by another process.</summary>
    Taken = 4,
}

/// <summary>The exit code of each known reason for not starting.</summary>
internal static class ExitCodes
{
    /// <summary>The exit code; null for an exception that is none of the known reasons.</summary>
    public static ExitCode? FromException(Exception e) => e switch
    {
        CommandLineException or SettingsException or AuditCommandException => ExitCode.Misused,
        PortTakenException or DataFolderException { IsInUse: true } => ExitCode.Taken,
        DataFolderException or StartupException { IsMisused: true } => ExitCode.Misused,
        StartupException or EmbeddedStartException => ExitCode.Unreachable,
        _ => null,
    };
}
