using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>One column of a block of reports; a struct, so that the JIT compiles each column's loop separately.</summary>
internal interface IColumn
{
    static abstract long ValueOf(in PositionReport report);
}
