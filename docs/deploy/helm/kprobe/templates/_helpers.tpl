{{/* What everything is called: the release, with the chart's name where the release does not say it. */}}
{{- define "kprobe.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "kprobe.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "kprobe.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name must name an existing service account where serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "kprobe.claim" -}}
{{- default (printf "%s-reports" (include "kprobe.fullname" .)) .Values.scan.persistence.existingClaim -}}
{{- end -}}

{{- define "kprobe.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* What selects pods; never changes, as a Deployment's selector cannot. */}}
{{- define "kprobe.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "kprobe.labels" -}}
{{ include "kprobe.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* The pod's part of what the Pod Security Standard "restricted" asks for, and where it may run. */}}
{{- define "kprobe.pod" -}}
serviceAccountName: {{ include "kprobe.serviceAccount" . }}
automountServiceAccountToken: true
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The container's part; the root file system is read-only, so /tmp is a volume. */}}
{{- define "kprobe.container" -}}
image: {{ include "kprobe.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
terminationMessagePolicy: FallbackToLogsOnError
securityContext:
  allowPrivilegeEscalation: false
  privileged: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}

{{/* The Job of a scan: a dictionary with root and args. */}}
{{- define "kprobe.scanJob" -}}
{{- $root := .root -}}
backoffLimit: 0 # a second try would compare with the baseline that the first has just written
activeDeadlineSeconds: {{ $root.Values.scan.deadlineSeconds }}
template:
  metadata:
    labels:
      {{- include "kprobe.labels" $root | nindent 6 }}
      app.kubernetes.io/component: scan
      {{- with $root.Values.podLabels }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
  spec:
    restartPolicy: Never
    {{- include "kprobe.pod" $root | nindent 4 }}
    containers:
    - name: kprobe
      {{- include "kprobe.container" $root | nindent 6 }}
      args:
      {{- toYaml .args | nindent 6 }}
      resources: {{- toYaml $root.Values.scan.resources | nindent 8 }}
      volumeMounts:
      - {name: reports, mountPath: /reports}
      - {name: policy, mountPath: /etc/kprobe, readOnly: true}
      - {name: tmp, mountPath: /tmp}
    volumes:
    - name: reports
      persistentVolumeClaim: {claimName: {{ include "kprobe.claim" $root }}}
    - name: policy
      configMap: {name: {{ include "kprobe.fullname" $root }}}
    - name: tmp
      emptyDir: {sizeLimit: 64Mi}
{{- end -}}
