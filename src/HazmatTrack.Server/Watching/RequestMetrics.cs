using System.Globalization;
using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>Counts answers by status, and how long they took. Nothing of an address is in a label: plates are in addresses.</summary>
internal sealed class RequestMetrics(IMetricFactory metrics, TimeProvider time)
{
    private readonly Counter _answers = metrics.CreateCounter("hazmattrack_http_answers_total", "Answers to HTTP requests, by status.", ["status"]);

    private readonly Histogram _time = metrics.CreateHistogram(
        "hazmattrack_http_answer_seconds",
        "Time of answering an HTTP request; of a stream of alerts nothing is measured, since it lasts as long as its client wishes.",
        new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 16) });

    public async Task MeasureAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/healthz", StringComparison.Ordinal)
            || context.Request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal))
        {
            // A process that is not ready yet answers its probe 503, and that is no failure.
            await next(context);
            return;
        }

        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            _answers.WithLabels(context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)).Inc();
            if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) != true)
            {
                _time.Observe(time.GetElapsedTime(started).TotalSeconds);
            }
        }
    }
}
