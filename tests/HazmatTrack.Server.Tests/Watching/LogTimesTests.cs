using System.Text.RegularExpressions;
using HazmatTrack.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace HazmatTrack.Server.Tests.Watching;

/// <summary>The log as programs read it.</summary>
public sealed partial class LogTimesTests
{
    [Fact]
    public void Each_message_of_a_log_in_JSON_has_its_time()
    {
        var services = new ServiceCollection();
        services.AddLogging(log => log.AddJsonConsole());
        services.AddLogTimes();
        using var provider = services.BuildServiceProvider();
        var formatter = provider.GetServices<ConsoleFormatter>().Single(f => f.Name == ConsoleFormatterNames.Json);
        using var line = new StringWriter();
        formatter.Write(new LogEntry<string>(LogLevel.Warning, "category", default, "text", null, (text, _) => text), null, line);
        Assert.Matches(Time(), line.ToString());
    }

    [GeneratedRegex("""
        "Timestamp":"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
        """)]
    private static partial Regex Time();
}
