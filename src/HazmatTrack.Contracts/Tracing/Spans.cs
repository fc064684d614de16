using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace HazmatTrack.Contracts.Tracing;

/// <summary>
/// The spans of this program (OpenTelemetry), and how a trace goes with a record of Kafka (W3C Trace Context, header <c>traceparent</c>). While nobody exports
/// traces, nothing is created. No span names a vehicle or a person.
/// </summary>
internal static class Spans
{
    public const string SourceName = "HazmatTrack";

    public const string Header = "traceparent";

    /// <summary>Today's version has 55 characters. Anybody who sends records may put anything into the header.</summary>
    private const int LongestHeader = 200;

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>Whether traces are exported.</summary>
    public static bool IsOn => s_source.HasListeners();

    /// <summary>Starts a span of what runs now, or of the work of its own where nothing is traced; null where it is not sampled.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => s_source.StartActivity(name, kind);

    /// <summary>Starts a span within another, of which the context is known.</summary>
    public static Activity? Start(
        string name, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink>? links = null, DateTimeOffset startedAt = default) =>
        s_source.StartActivity(name, kind, parent, links: links, startTime: startedAt);

    /// <summary>Adds the trace of what runs now, if it is sampled.</summary>
    public static void AddTo(Headers headers)
    {
        if (Activity.Current is { Recorded: true, Id: { } id })
        {
            headers.Add(Header, Encoding.ASCII.GetBytes(id));
        }
    }

    /// <summary>The sampled trace that a record goes with; null for one without.</summary>
    public static ActivityContext? Of(Headers? headers) =>
        headers is not null && headers.TryGetLastBytes(Header, out var bytes) && bytes is { Length: > 0 and <= LongestHeader }
        && ActivityContext.TryParse(Encoding.ASCII.GetString(bytes), null, isRemote: true, out var context)
        && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? context
            : null;
}
