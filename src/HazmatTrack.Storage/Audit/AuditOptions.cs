using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Audit;

/// <summary>Section <c>Audit</c>: the audit record, its retention, and the checkpoints that prove it.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    /// <summary>
    /// How long entries are kept. Who was given important data is recorded for three years at least (网络数据安全管理条例 art. 12); 1096 days cover any
    /// three years, and the database refuses less. The default is five years with two leap days.
    /// </summary>
    [Range(typeof(TimeSpan), "1096.00:00:00", "36525.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(1827);

    /// <summary>How long an entry waits for a signed checkpoint at most. Entries after the last checkpoint are chained, and not yet proven to others.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After so many entries a checkpoint is made sooner; they are counted once a second.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEntries { get; set; } = 1000;

    /// <summary>
    /// The file with the private key that signs checkpoints, ECDSA on P-256 in PEM; relative to the current folder. Empty for a key that is made in the data
    /// folder at the first start; with PostgreSQL it must be set, since all silos sign with one key.
    /// </summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The topic to which checkpoints are published.</summary>
    [Required]
    [ChineseFault("主题名由字母、数字、'.'、'_' 和 '-' 组成。")]
    [RegularExpression("^[a-zA-Z0-9._-]{1,249}$", ErrorMessage = "A topic's name holds letters, digits, '.', '_' and '-'.")]
    public string Topic { get; set; } = "audit.checkpoints";

    /// <summary>
    /// The name of the record in its checkpoints, such as <c>audit.hazmat.example.cn</c>. It distinguishes the record from those of others and never changes.
    /// </summary>
    [Required]
    [ChineseFault("审计记录的名称不含空格、控制字符和加号。")]
    [RegularExpression(@"^[^\s\p{C}+]{1,200}$", ErrorMessage = "The name of an audit record has no spaces, control characters or plus signs.")]
    public string Origin { get; set; } = "audit.hazmattrack.local";
}
