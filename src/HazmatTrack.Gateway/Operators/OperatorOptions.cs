using System.ComponentModel.DataAnnotations;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;

namespace HazmatTrack.Gateway.Operators;

/// <summary>Section <c>Operators</c>: whose reports are taken, and the topics that operators send to.</summary>
internal sealed class OperatorOptions
{
    public const string Section = "Operators";

    /// <summary>
    /// Whether reports of vehicles that are registered with nobody are taken from every operator; by default where there are demo people, so that a first
    /// report needs no registration.
    /// </summary>
    public bool? TakesUnregistered { get; set; }

    /// <summary>
    /// Whether each operator has a topic of its own, which this program creates, reads, checks and forwards to <see cref="PositionTopicsOptions.Topic"/>.
    /// </summary>
    public bool Topics { get; set; }

    /// <summary>What the name of an operator's topic begins with; its unified social credit code follows.</summary>
    [ChineseFault("须为 1 至 100 个字符，限 a-z、A-Z、0-9、'.'、'_' 和 '-'，与主题名相同。")]
    [RegularExpression("^[a-zA-Z0-9._-]{1,100}$", ErrorMessage = "It has 1 to 100 of the characters a-z, A-Z, 0-9, '.', '_' and '-', as a topic's name.")]
    public string TopicPrefix { get; set; } = "positions.in.";

    /// <summary>The number of partitions of an operator's topic when it is created.</summary>
    [Range(1, 1024)]
    public int Partitions { get; set; } = 4;

    /// <summary>The consumer group in which the silos share the operators' topics.</summary>
    [Required]
    public string Group { get; set; } = "hazmattrack-operators";

    /// <summary>
    /// The Kafka principal of an operator, such as <c>User:{code}</c>: it may write to the operator's topic and to no other. Empty where rights are given
    /// elsewhere.
    /// </summary>
    [ChineseFault("须以 {code} 表示企业，如 User:{code}；留空则没有。")]
    [RegularExpression("^$|^[A-Za-z]+:.*\\{code\\}.*$", ErrorMessage = "It names the operator as {code}, such as User:{code}; empty for none.")]
    public string Principal { get; set; } = "";
}
