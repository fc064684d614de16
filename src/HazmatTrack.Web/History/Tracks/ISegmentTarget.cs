using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Web.History.Tracks;

/// <summary>Receives a track segment by segment.</summary>
internal interface ISegmentTarget
{
    void Begin(int segment);

    void Add(in PositionReport point);

    void End();
}
