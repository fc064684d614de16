using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>One column of a block of reports; a struct, so that each column's loop is compiled for itself.</summary>
internal interface IColumn
{
    static abstract long ValueOf(in PositionReport report);
}
