using HazmatTrack.Server.Outside;
using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>When the certificates end that this process uses: not those in the files, which it may not have read yet.</summary>
/// <param name="fixedOnes">Those that were read at start.</param>
/// <param name="outside">That of the outside listeners, which follows its file; null without one.</param>
internal sealed class CertificateWatch(IEnumerable<UsedCertificate> fixedOnes, IMetricFactory metrics, ServerCertificate? outside = null) : IWatched
{
    private readonly Gauge _ends = metrics.CreateGauge(
        "hazmattrack_certificate_expiry_timestamp_seconds",
        "When a certificate ends that this process uses, seconds since 1970: outside (the page and the API), silo, silo-authority.",
        ["certificate"]);

    public Task ShowAsync(CancellationToken cancellation)
    {
        foreach (var one in fixedOnes)
        {
            _ends.WithLabels(one.Name).Set(one.Ends.ToUnixTimeSeconds());
        }

        if (outside is not null)
        {
            _ends.WithLabels("outside").Set(new DateTimeOffset(outside.Now.TargetCertificate.NotAfter).ToUnixTimeSeconds());
        }

        return Task.CompletedTask;
    }
}
