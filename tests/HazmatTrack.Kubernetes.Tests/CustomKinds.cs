namespace HazmatTrack.Kubernetes.Tests;

// The members of custom resources that the manifests use, as their operators document them: any other is a fault. Parts that are handed on to another program
// (settings of Kafka and PostgreSQL, of a scaler) are maps.
internal static class CustomKinds
{
    public static Dictionary<string, Type> Types { get; } = new()
    {
        ["kafka.strimzi.io/v1/Kafka"] = typeof(Custom<KafkaSpec>),
        ["kafka.strimzi.io/v1/KafkaNodePool"] = typeof(Custom<NodePoolSpec>),
        ["kafka.strimzi.io/v1/KafkaTopic"] = typeof(Custom<TopicSpec>),
        ["kafka.strimzi.io/v1/KafkaUser"] = typeof(Custom<UserSpec>),
        ["postgresql.cnpg.io/v1/Cluster"] = typeof(Custom<PostgresSpec>),
        ["postgresql.cnpg.io/v1/ScheduledBackup"] = typeof(Custom<BackupSpec>),
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(Custom<ScaledSpec>),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(Custom<TriggerAuthenticationSpec>),
        ["monitoring.coreos.com/v1/PodMonitor"] = typeof(Custom<PodMonitorSpec>),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(Custom<PrometheusRuleSpec>),
        ["cert-manager.io/v1/Issuer"] = typeof(Custom<IssuerSpec>),
        ["cert-manager.io/v1/Certificate"] = typeof(Custom<CertificateSpec>),
    };

    internal sealed class Custom<TSpec>
    {
        public string? ApiVersion { get; set; }

        public string? Kind { get; set; }

        public k8s.Models.V1ObjectMeta? Metadata { get; set; }

        public TSpec? Spec { get; set; }
    }

    internal sealed class KafkaSpec
    {
        public KafkaPart? Kafka { get; set; }

        public EntityOperator? EntityOperator { get; set; }
    }

    internal sealed class KafkaPart
    {
        public string? Version { get; set; }

        public string? MetadataVersion { get; set; }

        public List<Listener>? Listeners { get; set; }

        public TypeOnly? Authorization { get; set; }

        public Rack? Rack { get; set; }

        public Dictionary<string, object>? Config { get; set; }

        public Dictionary<string, object>? Template { get; set; }
    }

    internal sealed class Listener
    {
        public string? Name { get; set; }

        public int Port { get; set; }

        public string? Type { get; set; }

        public bool Tls { get; set; }

        public TypeOnly? Authentication { get; set; }

        public List<k8s.Models.V1NetworkPolicyPeer>? NetworkPolicyPeers { get; set; }
    }

    internal sealed class TypeOnly
    {
        public string? Type { get; set; }
    }

    internal sealed class Rack
    {
        public string? TopologyKey { get; set; }
    }

    internal sealed class EntityOperator
    {
        public Dictionary<string, object>? TopicOperator { get; set; }

        public Dictionary<string, object>? UserOperator { get; set; }

        public EntityOperatorTemplate? Template { get; set; }
    }

    internal sealed class EntityOperatorTemplate
    {
        public ContainerTemplate? UserOperatorContainer { get; set; }
    }

    internal sealed class ContainerTemplate
    {
        public List<k8s.Models.V1EnvVar>? Env { get; set; }
    }

    internal sealed class NodePoolSpec
    {
        public int Replicas { get; set; }

        public List<string>? Roles { get; set; }

        public Jbod? Storage { get; set; }

        public k8s.Models.V1ResourceRequirements? Resources { get; set; }
    }

    internal sealed class Jbod
    {
        public string? Type { get; set; }

        public List<Volume>? Volumes { get; set; }
    }

    internal sealed class Volume
    {
        public int Id { get; set; }

        public string? Type { get; set; }

        public string? Size { get; set; }

        public bool DeleteClaim { get; set; }

        public string? KraftMetadata { get; set; }
    }

    internal sealed class TopicSpec
    {
        public int Partitions { get; set; }

        public int Replicas { get; set; }

        public Dictionary<string, object>? Config { get; set; }
    }

    internal sealed class UserSpec
    {
        public TypeOnly? Authentication { get; set; }

        public UserRights? Authorization { get; set; }
    }

    internal sealed class UserRights
    {
        public string? Type { get; set; }

        public List<UserRight>? Acls { get; set; }
    }

    internal sealed class UserRight
    {
        public UserResource? Resource { get; set; }

        public List<string>? Operations { get; set; }
    }

    internal sealed class UserResource
    {
        public string? Type { get; set; }

        public string? Name { get; set; }

        public string? PatternType { get; set; }
    }

    internal sealed class PostgresSpec
    {
        public int Instances { get; set; }

        public string? ImageName { get; set; }

        public PostgresSettings? Postgresql { get; set; }

        public Dictionary<string, object>? Bootstrap { get; set; }

        public Managed? Managed { get; set; }

        public Storage? Storage { get; set; }

        public Storage? WalStorage { get; set; }

        public k8s.Models.V1ResourceRequirements? Resources { get; set; }

        public Dictionary<string, object>? Affinity { get; set; }

        public Dictionary<string, object>? Backup { get; set; }
    }

    internal sealed class Managed
    {
        public List<Role>? Roles { get; set; }
    }

    internal sealed class Role
    {
        public string? Name { get; set; }

        public string? Ensure { get; set; }

        public bool Login { get; set; }

        public bool Superuser { get; set; }

        public k8s.Models.V1LocalObjectReference? PasswordSecret { get; set; }

        public List<string>? InRoles { get; set; }
    }

    internal sealed class PostgresSettings
    {
        public Synchronous? Synchronous { get; set; }

        public Dictionary<string, string>? Parameters { get; set; }
    }

    internal sealed class Synchronous
    {
        public string? Method { get; set; }

        public int Number { get; set; }

        public bool FailoverQuorum { get; set; }
    }

    internal sealed class Storage
    {
        public string? Size { get; set; }
    }

    internal sealed class BackupSpec
    {
        public string? Schedule { get; set; }

        public string? Method { get; set; }

        public string? BackupOwnerReference { get; set; }

        public Named? Cluster { get; set; }
    }

    internal sealed class Named
    {
        public string? Name { get; set; }

        public string? Kind { get; set; }
    }

    internal sealed class ScaledSpec
    {
        public Named? ScaleTargetRef { get; set; }

        public int MinReplicaCount { get; set; }

        public int MaxReplicaCount { get; set; }

        public int PollingInterval { get; set; }

        public int CooldownPeriod { get; set; }

        public Dictionary<string, object>? Advanced { get; set; }

        public List<Trigger>? Triggers { get; set; }
    }

    internal sealed class Trigger
    {
        public string? Type { get; set; }

        public string? MetricType { get; set; }

        public Dictionary<string, string>? Metadata { get; set; }

        public Named? AuthenticationRef { get; set; }
    }

    internal sealed class TriggerAuthenticationSpec
    {
        public List<Dictionary<string, string>>? SecretTargetRef { get; set; }
    }

    internal sealed class PodMonitorSpec
    {
        public k8s.Models.V1LabelSelector? Selector { get; set; }

        public List<PodMetricsEndpoint>? PodMetricsEndpoints { get; set; }
    }

    internal sealed class PodMetricsEndpoint
    {
        public string? Port { get; set; }

        public string? Path { get; set; }

        public string? Interval { get; set; }

        public List<Dictionary<string, object>>? Relabelings { get; set; }
    }

    internal sealed class PrometheusRuleSpec
    {
        public List<RuleGroup>? Groups { get; set; }
    }

    internal sealed class RuleGroup
    {
        public string? Name { get; set; }

        public List<PrometheusRule>? Rules { get; set; }
    }

    internal sealed class PrometheusRule
    {
        public string? Alert { get; set; }

        public string? Record { get; set; }

        public string? Expr { get; set; }

        public string? For { get; set; }

        public Dictionary<string, string>? Labels { get; set; }

        public Dictionary<string, string>? Annotations { get; set; }
    }

    internal sealed class IssuerSpec
    {
        public Dictionary<string, object>? SelfSigned { get; set; }

        public Dictionary<string, string>? Ca { get; set; }
    }

    internal sealed class CertificateSpec
    {
        public bool? IsCA { get; set; }

        public string? CommonName { get; set; }

        public string? SecretName { get; set; }

        public string? Duration { get; set; }

        public string? RenewBefore { get; set; }

        public Dictionary<string, object>? PrivateKey { get; set; }

        public List<string>? Usages { get; set; }

        public Named? IssuerRef { get; set; }
    }
}
