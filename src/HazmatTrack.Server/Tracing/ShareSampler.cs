using System.Diagnostics;
using OpenTelemetry.Trace;

namespace HazmatTrack.Server.Tracing;

/// <summary>
/// Samples a share of traces, by their ids: processes with the same share agree on each. What a caller or a sender says of sampling does not count, so that
/// nobody outside decides how much is traced. A statement outside any trace is none.
/// </summary>
internal sealed class ShareSampler(double share) : Sampler
{
    private readonly TraceIdRatioBasedSampler _share = new(share);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        if (parent.TraceId != default && !parent.IsRemote)
        {
            return new(parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        }

        return parent.TraceId == default && samplingParameters.Kind == ActivityKind.Client ? new(false) : _share.ShouldSample(samplingParameters);
    }
}
