using Microsoft.Extensions.Logging.Console;

namespace HazmatTrack.Server.Hosting;

/// <summary>Gives each message of a log in JSON its time, in UTC, unless the deployment sets a form of its own.</summary>
internal static class LogTimes
{
    public static void AddLogTimes(this IServiceCollection services) => services.PostConfigure<JsonConsoleFormatterOptions>(o =>
    {
        if (o.TimestampFormat is null)
        {
            (o.TimestampFormat, o.UseUtcTimestamp) = ("yyyy-MM-ddTHH:mm:ss.fffZ", true);
        }
    });
}
