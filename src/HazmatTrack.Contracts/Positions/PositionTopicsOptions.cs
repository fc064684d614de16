using System.ComponentModel.DataAnnotations;

namespace HazmatTrack.Contracts.Positions;

/// <summary>The topics of section <c>Ingest</c>: where positions are read from, and where records go that are none.</summary>
internal sealed class PositionTopicsOptions
{
    public const string Section = IngestOptions.Section;

    [Required]
    public string Topic { get; set; } = "positions";

    [Required]
    public string DeadLetterTopic { get; set; } = "positions.dead-letter";

    /// <summary>Partitions of <see cref="Topic"/> when it is created; the number of silos cannot usefully exceed it.</summary>
    [Range(1, 1024)]
    public int Partitions { get; set; } = 16;
}
