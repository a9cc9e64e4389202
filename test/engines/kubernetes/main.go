// Command control-plane bundles the four servers of a Kubernetes control plane and kubectl.
//
//	control-plane etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kubectl [flags]
//
// Each is the upstream entry point, unchanged. One binary shares the linked
// packages, so the build is a fifth of the size and time of five.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubectl "k8s.io/kubectl/pkg/cmd"
)

func main() {
	commands := map[string]func() *cobra.Command{
		"kube-apiserver":          apiserver.NewAPIServerCommand,
		"kube-controller-manager": controllermanager.NewControllerManagerCommand,
		"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
		"kubectl":                 kubectl.NewDefaultKubectlCommand,
	}
	// The servers read os.Args themselves: the name of the server must be its first word.
	os.Args = slices.Delete(os.Args, 0, 1)
	if len(os.Args) > 0 {
		if os.Args[0] == "etcd" {
			etcdmain.Main(os.Args)
			return
		}
		if command, known := commands[os.Args[0]]; known {
			os.Exit(cli.Run(command()))
		}
	}
	fmt.Fprintf(os.Stderr, "control-plane: %q is none of etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl\n",
		strings.Join(os.Args, " "))
	os.Exit(2)
}
